// A form that the server draws anew while it is answered (form[data-fresh]): when a control within
// [data-renew] changes, or a button with data-renew is pressed, the form is sent as it stands, and the
// parts of the page that comes back, elements with an id and data-part, take the place of those here.
// Nothing that is typed meanwhile is lost. Without this module the buttons send the form; what only
// they need, data-plain, is hidden here.

const texts = 'input:not([type=radio], [type=checkbox]), textarea, select'

function remember() {
  const el = document.activeElement
  if (!el || el === document.body) return () => {}
  const find = () => el.id ? document.getElementById(el.id) : el.name && document.querySelector(`[name="${CSS.escape(el.name)}"][value="${CSS.escape(el.value)}"]`)
  const typing = el.matches(texts) && {value: el.value, from: el.selectionStart, to: el.selectionEnd}
  return sent => {
    const now = find()
    if (!now || now === document.activeElement) return
    now.focus({preventScroll: true})
    if (!typing || !now.matches(texts)) return
    if (typing.value !== sent.get(el.name)) now.value = typing.value
    if (typing.from != null) now.setSelectionRange?.(typing.from, typing.to)
  }
}

const latest = new WeakMap()
let settling = false

async function renew(form, by, changed) {
  const body = new URLSearchParams(new FormData(form))
  body.append(by.name, by.value)
  const turn = (latest.get(form) || 0) + 1
  latest.set(form, turn)
  form.setAttribute('aria-busy', 'true')
  let answer
  try { answer = await fetch(form.action, {method: 'POST', body}) } catch { if (latest.get(form) === turn) settled(form); return }
  if (!answer.ok && answer.status !== 422) { form.submit(); return } // the server has something else to say
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  if (latest.get(form) !== turn) return
  const restore = remember()
  for (const part of document.querySelectorAll('[data-part][id]')) {
    const fresh = page.getElementById(part.id)
    if (!fresh) continue
    const next = document.importNode(fresh, true)
    const open = [...part.querySelectorAll('details')].map(d => d.open)
    next.querySelectorAll('details').forEach((d, i) => { d.open ||= !!open[i] })
    for (const el of part.querySelectorAll(texts)) { // what was typed since it was sent, and left
      const same = el.name && el.type !== 'hidden' && el !== changed && el.value !== body.get(el.name) && next.querySelector(`[name="${CSS.escape(el.name)}"]`)
      if (same && body.has(el.name)) same.value = el.value
    }
    part.replaceWith(next)
  }
  if (changed?.isConnected && changed.matches('input:not([type=radio], [type=checkbox])')) changed.value = page.getElementById(changed.id)?.value ?? changed.value
  plain()
  restore(body)
  if (by.dataset.then) document.getElementById(by.dataset.then)?.focus()
  settling = true
  form.elements[0].dispatchEvent(new Event('change', {bubbles: true})) // the questions that depend on others
  settling = false
  settled(form)
}

// Other modules hear that the form stands as the server drew it.
function settled(form) {
  form.removeAttribute('aria-busy')
  form.dispatchEvent(new CustomEvent('renewed'))
}

const button = form => form.querySelector('button[data-renew]')
const plain = () => document.querySelectorAll('[data-plain]').forEach(el => { el.hidden = true })
plain()

document.addEventListener('change', e => {
  const form = e.target.form
  if (!settling && form?.matches('[data-fresh]') && e.target.closest('[data-renew]')) renew(form, button(form), e.target)
})
document.addEventListener('submit', e => {
  const by = e.submitter
  if (!e.target.matches('[data-fresh]') || !by?.matches('[data-renew]')) return
  e.preventDefault()
  renew(e.target, by, document.activeElement)
})

// Who opens one of the ways to go on wants to write.
document.addEventListener('click', e => {
  const details = e.target.closest('[data-fresh] summary')?.parentElement
  if (details) setTimeout(() => { if (details.open) details.querySelector(texts.replaceAll('input', 'input:not([type=hidden])'))?.focus() })
})

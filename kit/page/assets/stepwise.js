// A long form that is worked through from the keyboard, step by step (form[data-stepwise]). Its steps are
// [data-step=name]; [data-of=name] names each in the bar of steps. Enter goes on to the next question that is
// open; a digit gives the answer of that number to the question that is lit; where things are checked off
// (data-whole=value) 0 gives all that are left that answer. Behind the last question stands the main button of
// [data-last]. In [data-each] a line is gone to though it may be left out; within [data-sends] Enter sends
// what was typed. The form is drawn anew by fresh.js: what is pressed meanwhile is done afterwards.

const form = document.querySelector('form[data-stepwise]')
const lines = 'input:not([type=radio], [type=checkbox], [type=hidden]), textarea, select'
const off = () => localStorage.getItem('keys') === 'off'
const part = name => form.querySelector(`[data-step="${name}"]`)
const bar = () => [...document.querySelectorAll('[data-of]')]
const owner = el => el.closest('fieldset, .picks') || el

let now = '' // the step
let lit = '' // the name of what is answered
let onward = false // go on as soon as the form is drawn anew
const waiting = [] // keys that were pressed meanwhile, of the question that is not known yet

const must = el => el.matches('fieldset, [required]')
function open(el) {
  if (el.closest('[hidden], [data-last]') || el.disabled) return false
  if (el.matches('.picks')) return true
  if (el.matches('fieldset')) {
    return !el.querySelector(':checked') && (el.matches('.pills') || !!el.querySelector('[required]') || !!el.querySelector('[type=checkbox]') && !!el.closest('[data-step=asks]'))
  }
  if (el.matches('[type=checkbox]')) return el.required && !el.checked
  if (el.matches('[data-src]')) return !document.querySelector(`[data-of="${el.closest('[data-step]').dataset.step}"].done`)
  return !el.value && (el.required || el.matches('input') && !!el.closest('[data-each]'))
}
const stops = () => [...form.querySelectorAll(`[data-step] :is(${lines}, fieldset, .picks, .tick-line > input)`)].filter(open)

function stand(el) {
  const to = el.matches('fieldset, .picks') ? el.querySelector('input, button') : el
  const fold = to.closest('details')
  if (fold && !to.matches('summary')) fold.open = true
  to.focus({preventScroll: true})
  owner(to).scrollIntoView({block: 'nearest'})
}
function next(from) {
  const all = stops()
  const behind = all.find(el => el !== from && from.compareDocumentPosition(el) & Node.DOCUMENT_POSITION_FOLLOWING)
  const to = behind || all.find(el => el !== from && must(el)) ||
    form.querySelector('[data-last] [data-now] > summary, [data-last]:not(:has([data-now])) .btn:not(.quiet, .plain)')
  if (to) stand(to)
}
const busy = () => form.hasAttribute('aria-busy')
function goOn(from) {
  if (busy()) onward = true
  else next(from)
}

function light(el) {
  const step = el?.closest?.('[data-step]')
  if (step && form.contains(step)) {
    now = step.dataset.step
    lit = el.name || lit
  }
  for (const one of form.querySelectorAll('[data-step]')) one.classList.toggle('now', one.dataset.step === now)
  for (const one of bar()) {
    one.classList.toggle('now', one.dataset.of === now)
    if (one.dataset.of === now) one.setAttribute('aria-current', 'step'); else one.removeAttribute('aria-current')
  }
  const asked = marked()
  for (const one of form.querySelectorAll('.lit')) if (one !== asked) one.classList.remove('lit')
  if (asked?.matches('fieldset, .picks')) asked.classList.add('lit')
}
// What is answered now, or where it stood.
function marked() {
  const el = lit && form.querySelector(`[name="${CSS.escape(lit)}"]:not([type=hidden])`)
  return el ? owner(el) : part(now)
}

function digit(n) {
  const step = part(now), asked = form.querySelector('.lit')
  if (step?.dataset.whole) {
    if (n) return false // each row has a key of its own
    for (const row of step.querySelectorAll('fieldset.pills')) if (!row.querySelector(':checked')) row.querySelector(`[value="${step.dataset.whole}"]`)?.click()
    const rows = step.querySelectorAll('fieldset.pills')
    goOn(rows.length ? rows[rows.length - 1] : step)
    return true
  }
  const answer = n && asked?.querySelectorAll('input, button')[n - 1]
  if (!answer) return true
  answer.focus()
  answer.click()
  if (answer.type === 'radio') goOn(asked)
  return true
}

document.addEventListener('keydown', e => {
  if (e.isComposing || e.ctrlKey || e.metaKey || e.altKey || document.querySelector('dialog[open]')) return
  const at = e.target, typing = at.matches?.(lines)
  const enter = e.key === 'Enter' && form.contains(at) && !at.matches('button, a, summary, textarea') && !at.closest('[data-sends]')
  const number = /^[0-9]$/.test(e.key) && !typing && !off() && (at === document.body || form.contains(at))
  if (!enter && !number) return
  if (busy() && onward && !typing) waiting.push({key: e.key, code: e.code, bubbles: true, cancelable: true})
  else if (enter) typing ? next(at) : goOn(owner(at))
  else if (!digit(Number(e.key))) return
  e.preventDefault()
  e.stopPropagation()
}, true)

// What was typed to find something is left at once, for the element named by data-sends: the next digit is an answer.
const sends = el => el?.closest?.('[data-sends]') && el.matches(lines) ? el : null
form.addEventListener('change', e => { if (e.target.matches('[data-src]') || e.target.closest('[data-sends]')) sought(e.target) })
form.addEventListener('submit', e => {
  if (e.submitter?.closest('.picks')) { onward = true; lit = '' }
  else if (sends(document.activeElement)) sought(document.activeElement)
})
function sought(el) {
  if (!el.value) return
  onward = true
  const to = document.getElementById(el.closest('[data-sends]').dataset.sends)
  if (to && document.activeElement === el) to.focus({preventScroll: true})
}

document.addEventListener('focusin', e => { if (form.contains(e.target)) light(e.target) })
form.addEventListener('renewed', () => {
  light(document.activeElement)
  const elsewhere = document.activeElement?.matches(lines) && !sends(document.activeElement)
  if (onward && !elsewhere) next(marked() || form)
  onward = false
  for (const key of waiting.splice(0)) (document.activeElement || document.body).dispatchEvent(new KeyboardEvent('keydown', key))
})

form.classList.add('led')
now = bar().find(one => one.matches('.now'))?.dataset.of || bar()[0]?.dataset.of
light(document.activeElement)

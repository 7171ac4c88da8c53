// Loaded on every page; the page works without it. It keeps forms from being sent twice, asks before
// what cannot be taken back, shows the questions that apply, says what is wrong beside the field,
// and loads the other modules where their attributes occur.

for (const [selector, name] of [
  ['[data-src]', 'suggest'], ['[data-key], [data-next]', 'keys'], ['[data-upload]', 'upload'], ['[data-poll], [data-live]', 'poll'], ['[data-fresh]', 'fresh'], ['form[data-stepwise]', 'stepwise'], ['form[data-keep]', 'keep'], ['.field > select optgroup', 'narrow'],
  ['[data-stay] main form[method=post] :is(textarea, select, input:not([type=hidden]))', 'stay'],
  ['[data-idle], [data-keypad]', 'device'], ['[data-bridge]', 'card'],
]) {
  if (document.querySelector(selector)) import(`./${name}.js`)
}

// Conditional questions: data-when="field=value". A question that is not asked is not sent.
function answers(form, name) {
  return new FormData(form).getAll(name)
}
function applyWhen(form) {
  for (const box of form.querySelectorAll('[data-when]')) {
    const [name, value] = box.dataset.when.split('=')
    const asked = answers(form, name).includes(value)
    box.hidden = !asked
    for (const input of box.querySelectorAll('input, select, textarea')) {
      input.disabled = !asked
      input.required = asked && 'need' in input.dataset
    }
  }
}
for (const form of document.forms) if (form.querySelector('[data-when]')) applyWhen(form)
document.addEventListener('change', e => { if (e.target.form?.querySelector('[data-when]')) applyWhen(e.target.form) })

// What is wrong with one control, in words; "" if nothing. A set of radio buttons speaks through its first.
const lead = input => (input.type === 'radio' && input.form.querySelector(`[name="${CSS.escape(input.name)}"]`)) || input
function question(input) {
  const words = input.type === 'radio' ? input.closest('fieldset').querySelector('legend') : input.labels?.[0]
  return [...(words?.childNodes || [])].map(n => n.textContent.trim()).find(Boolean) || ''
}
const misfit = input => input.value && input.dataset.pattern && !new RegExp(`^(?:${input.dataset.pattern})$`).test(input.value)
// What people type into a box for a number, as it was meant: kit/check.Plain says the same on the server.
function tidy(input) {
  const kind = input.dataset.kind
  if (!kind) return
  let v = input.value.normalize('NFKC').replace(/[\s\p{Cf}]/gu, '').replace(/[\p{Pd}−]/gu, '-').toUpperCase()
  if (kind === 'number' || kind === 'decimal' || kind === 'money') v = v.replace(/[,¥元]/g, '')
  if (kind === 'account') v = v.replace(/-/g, '')
  if (kind === 'phone') {
    v = v.replace('(', '').replace(')', '-')
    const mobile = v.replace(/-/g, '').replace(/^(\+86|0086|86)(?=1[3-9]\d{9}$)/, '')
    if (/^1[3-9]\d{9}$/.test(mobile)) v = mobile
  }
  if (v !== input.value) input.value = v
}
function wrong(input) {
  const v = input.validity
  if (!input.willValidate || v.valid && !misfit(input)) return ''
  const label = question(input)
  if (v.valueMissing && input.type === 'checkbox') return `请勾选“${label}”`
  if (v.valueMissing && label.endsWith('？')) return `请回答“${label}”`
  if (v.valueMissing) return input.matches('select, [type=radio], [type=file], [type=date]') ? `请选择${label}` : `请填写${label}`
  if (misfit(input)) {
    const digits = Number(input.dataset.digits), n = input.value.trim().length
    return input.dataset.wrong + (digits && n !== digits ? `，现在是 ${n} 位` : '')
  }
  return input.validationMessage
}
function say(input, message) {
  const box = input.closest('.field'), id = `${input.id}-error`
  if (!box || !input.id) return
  let error = document.getElementById(id)
  if (!message && !error) return
  if (!error) {
    error = Object.assign(document.createElement('span'), {className: 'error', id})
    const label = box.querySelector('label, legend')
    ;(box.querySelector('.hint') || label).after(error)
  }
  error.textContent = message
  error.hidden = !message
  box.classList.toggle('bad', !!message)
  const described = new Set((input.getAttribute('aria-describedby') || '').split(' ').filter(Boolean))
  if (message) { described.add(id); input.setAttribute('aria-invalid', 'true') } else { described.delete(id); input.removeAttribute('aria-invalid') }
  if (described.size) input.setAttribute('aria-describedby', [...described].join(' ')); else input.removeAttribute('aria-describedby')
}
// forms that ask questions: those that change something, and those that ask before they lead on; not the filters of a list
const asking = form => form?.method === 'post' || !!form?.matches('.form')
const checked = input => asking(input.form) && input.matches('input:not([type=radio], [type=hidden]), select, textarea')
for (const form of document.forms) if (asking(form)) form.noValidate = true
document.addEventListener('focusout', e => {
  const input = e.target
  if (checked(input)) tidy(input)
  if (checked(input) && (input.value || input.getAttribute('aria-invalid'))) say(input, wrong(input))
})
document.addEventListener('input', e => {
  const input = lead(e.target)
  if (input.getAttribute('aria-invalid') && !wrong(input)) say(input, '')
})

// A password can be looked at while it is typed, and is hidden again when it is sent.
for (const input of document.querySelectorAll('.control > input[type=password]')) {
  const peek = Object.assign(document.createElement('button'), {type: 'button', className: 'peek', textContent: '显示'})
  const show = yes => { input.type = yes ? 'text' : 'password'; peek.textContent = yes ? '隐藏' : '显示'; peek.setAttribute('aria-label', peek.textContent + '密码') }
  peek.onclick = () => show(input.type === 'password')
  input.form?.addEventListener('submit', () => show(false))
  show(false)
  input.after(peek)
}

// How many characters are left, for long answers with a limit.
for (const area of document.querySelectorAll('textarea[maxlength]')) {
  const left = Object.assign(document.createElement('span'), {className: 'hint'})
  const count = () => { left.textContent = `还可以写 ${area.maxLength - area.value.length} 个字` }
  area.after(left); area.addEventListener('input', count); count()
}

// A question before what cannot be taken back.
function ask(doubt, yes) {
  const dialog = document.createElement('dialog')
  dialog.setAttribute('aria-label', doubt)
  const stack = Object.assign(document.createElement('div'), {className: 'stack'})
  const row = Object.assign(document.createElement('p'), {className: 'row'})
  const ok = Object.assign(document.createElement('button'), {className: 'btn', textContent: '确定'})
  const no = Object.assign(document.createElement('button'), {className: 'btn quiet', textContent: '返回'})
  stack.append(Object.assign(document.createElement('h2'), {textContent: doubt}), row)
  row.append(ok, no)
  dialog.append(stack)
  document.body.append(dialog)
  ok.onclick = () => { dialog.close(); yes() }
  no.onclick = () => dialog.close()
  dialog.onclose = () => dialog.remove()
  dialog.showModal()
  no.focus()
}
document.addEventListener('click', e => {
  const opens = e.target.closest('[data-opens]')
  const dialog = opens && document.getElementById(opens.dataset.opens)
  if (dialog) { e.preventDefault(); dialog.showModal(); return }
  const link = e.target.closest('a[data-confirm]')
  if (link) { e.preventDefault(); ask(link.dataset.confirm, () => { location.href = link.href }) }
})

// Sending a form: check, ask, then once only. The buttons come back after ten seconds or with “back”.
const sent = new WeakSet()
let agreed = null
document.addEventListener('submit', e => {
  const form = e.target, by = e.submitter
  if (!asking(form)) return
  if (sent.has(form)) { e.preventDefault(); return }
  for (const input of form.elements) if (checked(input)) tidy(input)
  if (!by?.formNoValidate) {
    const bad = [...form.elements].filter(input => wrong(input) && lead(input) === input)
    for (const input of bad) say(input, wrong(input))
    if (bad.length) { e.preventDefault(); bad[0].focus(); return }
  }
  if (form.method !== 'post') return // it may be a file, after which the page still stands
  const doubt = by?.dataset.confirm || form.dataset.confirm
  if (doubt && agreed !== by) {
    e.preventDefault()
    ask(doubt, () => { agreed = by; form.requestSubmit(by); agreed = null })
    return
  }
  sent.add(form)
  setTimeout(() => { // after the browser has read the form, with the button that was pressed
    if (e.defaultPrevented) { release(form); return }
    for (const b of form.querySelectorAll('button')) b.disabled = true
    by?.setAttribute('aria-busy', 'true')
    setTimeout(() => release(form), 10000)
  })
})
function release(form) {
  if (!sent.delete(form)) return
  for (const b of form.querySelectorAll('button')) { b.disabled = false; b.removeAttribute('aria-busy') }
}
addEventListener('pageshow', e => { if (e.persisted) for (const form of document.forms) release(form) })

// “全选” over the check boxes of a table.
for (const cell of document.querySelectorAll('[data-all]')) {
  const all = Object.assign(document.createElement('input'), {type: 'checkbox'})
  all.setAttribute('aria-label', '全选本页')
  const boxes = () => document.querySelectorAll(`tbody input[name="${cell.dataset.all}"]`)
  all.onchange = () => { for (const box of boxes()) box.checked = all.checked }
  cell.append(all)
}

// What is to be printed as soon as it is there ([data-print-now]) is printed once, and not when one comes back.
if (document.querySelector('[data-print-now]')) {
  history.replaceState(null, '', location.pathname)
  const all = () => setTimeout(() => print())
  if (document.readyState === 'complete') all(); else addEventListener('load', all)
}

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false
  button.onclick = () => print()
}

// 长辈版: the page reads itself aloud where the browser can.
for (const button of window.speechSynthesis ? document.querySelectorAll('[data-speak]') : []) {
  const label = button.querySelector('span'), rest = label.textContent
  button.hidden = false
  button.onclick = () => {
    if (speechSynthesis.speaking) { speechSynthesis.cancel(); label.textContent = rest; return }
    const words = new SpeechSynthesisUtterance(document.getElementById('main').innerText)
    words.lang = 'zh-CN'
    words.rate = 0.9
    words.onend = () => { label.textContent = rest }
    speechSynthesis.speak(words)
    label.textContent = '停止朗读'
  }
}

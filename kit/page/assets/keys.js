// Shortcuts: data-key="/", "1", "Alt+N" or "Ctrl+Enter", several
// with blanks between them, on a control, a link, a button or a set of
// pills. “?” lists them all. A person may turn the single keys off (WCAG 2.1.4).

const off = () => localStorage.getItem('keys') === 'off'

function name(e) {
  return (e.ctrlKey || e.metaKey ? 'Ctrl+' : '') + (e.altKey ? 'Alt+' : '') + (e.key.length === 1 ? e.key.toUpperCase() : e.key)
}
// On some keyboards Alt makes another character; the place of the key decides then.
function plainName(e) {
  return e.altKey && e.code.startsWith('Key') ? name({...mods(e), key: e.code.slice(3)}) : name(e)
}
const mods = e => ({ctrlKey: e.ctrlKey, metaKey: e.metaKey, altKey: e.altKey})

// What the page itself binds goes before what stands around it.
const keyed = () => [...document.querySelectorAll('[data-key]')].sort((a, b) => !!b.closest('main') - !!a.closest('main'))

function press(el) {
  if (el.matches('input, textarea, select')) { el.focus(); el.select?.(); return }
  if (el.matches('fieldset')) {
    const pills = [...el.querySelectorAll('input')]
    const next = pills[(pills.findIndex(p => p.checked) + 1) % pills.length]
    next.click()
    next.focus()
    return
  }
  el.click()
}

document.addEventListener('keydown', e => {
  if (e.isComposing || document.querySelector('dialog[open]')) return
  const key = plainName(e), single = !e.ctrlKey && !e.metaKey && !e.altKey
  const typing = e.target.matches?.('input:not([type=radio], [type=checkbox]), textarea, select')
  if (single && (typing || (off() && key !== '?'))) return
  if (key === '?') { e.preventDefault(); list(); return }
  for (const el of keyed()) {
    if (!el.dataset.key.toUpperCase().split(' ').includes(key.toUpperCase()) || el.disabled || !el.checkVisibility()) continue
    e.preventDefault()
    press(el)
    return
  }
  if (single) walk(e, key)
})

// In a list J and K move down and up its rows, X ticks the row where the focus is; Enter follows its link.
const rows = () => [...document.querySelectorAll('.table-box:not(.flat) tbody tr:has(a)')]
function walk(e, key) {
  const all = rows(), now = all.findIndex(row => row.contains(document.activeElement))
  const to = all[{J: now + 1, K: Math.max(0, now - 1)}[key]]
  if (key === 'X' && now >= 0) all[now].querySelector('.pick input')?.click()
  else if (to) { to.querySelector('th a, a').focus(); to.scrollIntoView({block: 'nearest'}) }
  else return
  e.preventDefault()
}

// In a form of many lines (data-next) Enter moves on to the next, as a scanner sends it behind every
// number; after the last it reaches the button.
document.addEventListener('keydown', e => {
  if (e.key !== 'Enter' || e.isComposing || !e.target.matches?.('input') || !e.target.form?.matches('[data-next]')) return
  e.preventDefault()
  const stops = [...e.target.form.elements].filter(one => one.matches('input:not([type=hidden]), button'))
  stops[stops.indexOf(e.target) + 1]?.focus()
})

function words(el) {
  if (el.matches('fieldset')) return el.querySelector('legend').textContent.trim()
  if (el.labels?.length) return el.labels[0].textContent.trim()
  const copy = el.cloneNode(true)
  copy.querySelectorAll('kbd, .sr').forEach(k => k.remove())
  return copy.textContent.trim()
}

function list() {
  const make = (tag, props, ...inner) => { const el = Object.assign(document.createElement(tag), props); el.append(...inner); return el }
  const lines = make('dl', {className: 'keys-list'})
  const told = new Set()
  for (const el of keyed()) {
    if (!el.checkVisibility() || told.has(el.dataset.key) || !told.add(el.dataset.key)) continue
    lines.append(make('dt', {}, ...el.dataset.key.split(' ').flatMap(key => [make('kbd', {textContent: key}), ' '])), make('dd', {textContent: words(el)}))
  }
  if (rows().length) for (const [key, does] of [['J', '下一行'], ['K', '上一行'], ['Enter', '打开这一行'], ['X', '勾选这一行']]) {
    lines.append(make('dt', {}, make('kbd', {textContent: key})), make('dd', {textContent: does}))
  }
  const box = make('input', {type: 'checkbox', checked: !off()})
  box.onchange = () => { if (box.checked) localStorage.removeItem('keys'); else localStorage.setItem('keys', 'off') }
  const close = make('button', {className: 'btn quiet', textContent: '返回'})
  const dialog = make('dialog', {}, make('div', {className: 'stack'}, make('h2', {textContent: '按键'}), lines,
    make('label', {className: 'tick-line'}, box, make('span', {textContent: '使用单个按键（关闭后只用 Alt、Ctrl 组合键）'})), make('p', {}, close)))
  dialog.setAttribute('aria-label', '按键')
  close.onclick = () => dialog.close()
  dialog.onclose = () => dialog.remove()
  document.body.append(dialog)
  dialog.showModal()
}

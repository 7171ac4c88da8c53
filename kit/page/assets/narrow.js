// A question with many answers in groups, such as the villages of a county by township: another list above it narrows it to one
// group. It is no answer and is not sent. Without this module the whole list stays, under the headings of its groups.

const many = 60

for (const list of document.querySelectorAll('.field > select')) {
  if (list.options.length > many && list.querySelectorAll('optgroup').length > 1) narrow(list)
}

function narrow(list) {
  const groups = [...list.querySelectorAll('optgroup')], first = document.createElement('select')
  first.setAttribute('aria-label', (list.labels[0]?.firstChild?.textContent.trim() || '') + '：先选范围')
  first.setAttribute('aria-controls', list.id)
  first.add(new Option(`全部（共 ${list.options.length - [...list.options].filter(o => !o.value).length} 项），可以先选范围`, ''))
  groups.forEach((g, i) => first.add(new Option(g.label, i + 1)))
  const show = () => {
    const was = list.value
    groups.forEach((g, i) => first.value && first.value !== String(i + 1) ? g.remove() : list.append(g))
    if (list.value === was) return
    if (list.querySelector(':scope > option[value=""]')) list.value = ''
    list.dispatchEvent(new Event('change', {bubbles: true}))
  }
  const chosen = list.value && groups.findIndex(g => g.contains(list.selectedOptions[0]))
  if (chosen !== '' && chosen >= 0) first.value = String(chosen + 1)
  show()
  first.addEventListener('change', show)
  first.disabled = list.disabled
  new MutationObserver(() => { first.disabled = list.disabled }).observe(list, {attributeFilter: ['disabled']})
  list.before(first)
}

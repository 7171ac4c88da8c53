// Suggestions under an input with data-src: a combobox as in the WAI-ARIA practices, with a list box.
// The address answers ?q= with [{label, note, href, value}]. Nothing is asked while an input method
// is composing, and an answer that comes late is dropped.

const delay = 80

function combobox(input, n) {
  const list = Object.assign(document.createElement('ul'), {className: 'suggest over', id: `suggest-${n}`, hidden: true})
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', '联想')
  const place = input.closest('.search, .control, .filter') || input.parentElement
  const given = place.querySelector('.suggest') // what the server found for the words that are there
  place.append(list)
  for (const [name, value] of Object.entries({role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id, autocomplete: 'off'})) input.setAttribute(name, value)

  let timer, asked = '', active = -1, found = []
  const options = () => [...list.querySelectorAll('[role=option]')]
  const close = () => { list.hidden = true; active = -1; input.setAttribute('aria-expanded', 'false'); input.removeAttribute('aria-activedescendant') }

  function mark(i) {
    const all = options()
    all.forEach((o, j) => o.setAttribute('aria-selected', String(i === j)))
    active = i
    if (i < 0) { input.removeAttribute('aria-activedescendant'); return }
    input.setAttribute('aria-activedescendant', all[i].id)
    all[i].scrollIntoView({block: 'nearest'})
  }
  function choose(i) {
    const s = found[i]
    close()
    if (s.href) { location.href = s.href; return }
    input.value = s.value || s.label
    asked = input.value.trim()
    input.dispatchEvent(new Event('change', {bubbles: true}))
  }
  function show(q) {
    given?.remove()
    list.replaceChildren(...found.map((s, i) => {
      const li = Object.assign(document.createElement('li'), {id: `${list.id}-${i}`})
      li.setAttribute('role', 'option')
      li.setAttribute('aria-selected', 'false')
      const label = document.createElement('span')
      const at = s.label.indexOf(q)
      if (q && at >= 0) label.append(s.label.slice(0, at), Object.assign(document.createElement('mark'), {textContent: q}), s.label.slice(at + q.length))
      else label.textContent = s.label
      li.append(label)
      if (s.note) li.append(Object.assign(document.createElement('small'), {textContent: s.note}))
      li.onpointerdown = e => e.preventDefault() // the input keeps the focus
      li.onclick = () => choose(i)
      return li
    }))
    active = -1
    list.hidden = !found.length
    input.setAttribute('aria-expanded', String(!!found.length))
    if (found.length && input.form?.matches('[data-stepwise]')) mark(0) // Enter takes the first
  }
  async function look() {
    const q = input.value.trim()
    if (q === asked) return
    asked = q
    if (!q) { given?.remove(); found = []; close(); return }
    const url = new URL(input.dataset.src, location.href)
    url.searchParams.set('q', q)
    try {
      const answer = await fetch(url)
      if (!answer.ok || q !== asked) return
      found = await answer.json()
    } catch { return } // no suggestions; the plain form still works
    if (q === asked && document.activeElement === input) show(q)
  }
  input.addEventListener('input', e => {
    if (e.isComposing) return
    clearTimeout(timer)
    timer = setTimeout(look, delay)
  })
  input.addEventListener('compositionend', () => { clearTimeout(timer); timer = setTimeout(look, delay) })
  input.addEventListener('keydown', e => {
    if (e.isComposing) return
    const n = found.length
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      if (!n) return
      e.preventDefault()
      if (list.hidden) show(asked)
      mark(e.key === 'ArrowDown' ? (active + 1) % n : (active <= 0 ? n : active) - 1)
    } else if (e.key === 'Enter' && !list.hidden && active >= 0) {
      e.preventDefault()
      choose(active)
    } else if (e.key === 'Escape' && !list.hidden) {
      e.preventDefault()
      close()
    }
  })
  input.addEventListener('blur', close)
}

document.querySelectorAll('input[data-src]').forEach(combobox)

// A form that is saved while it is filled in (form[data-keep]): a moment after the last change it is posted with go=keep, without its
// files, which are sent by themselves. The answer says when it was saved ([data-saved]) and what the next saving stands on (made). When
// that is refused nothing is lost: the button of the form says why.
const pause = 1500

for (const form of document.querySelectorAll('form[data-keep]')) {
  let timer = 0, turn = Promise.resolve(), under = 0, on = true
  const words = document.querySelector('[data-saved]')
  const save = () => { under++; turn = turn.then(keep).catch(() => {}).then(() => { under-- }) }
  async function keep() {
    if (!on) return
    const body = new FormData(form)
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name)
    body.set('go', 'keep')
    const answer = await fetch(form.action, {method: 'POST', body, redirect: 'manual', headers: {Accept: 'application/json'}})
    if (!answer.ok) { on = false; return }
    const {saved, made} = await answer.json()
    form.elements.made.value = made
    if (words) words.lastChild.textContent = ` ${saved} 已保存`
  }
  const later = e => {
    if (e.target.type === 'file') return
    clearTimeout(timer)
    timer = setTimeout(save, pause)
  }
  form.addEventListener('input', later)
  form.addEventListener('change', later)
  document.addEventListener('submit', e => { // what is sent stands on what was saved last
    clearTimeout(timer)
    if (e.target !== form || !under) return
    e.preventDefault()
    e.stopImmediatePropagation()
    turn.then(() => form.requestSubmit(e.submitter))
  }, true)
}

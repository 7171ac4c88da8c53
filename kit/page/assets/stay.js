// Who writes is warned before the session ends, and may stay; who has just typed is not asked. All open pages of one
// site know when the last of them was used.
const {stay, left, warn} = document.body.dataset
const mark = `stay ${stay}`
let end = 0, typed = 0, timer = 0, dialog = null

function until(seconds) {
  end = Date.now() + seconds * 1000
  try { localStorage.setItem(mark, end) } catch { /* this page then knows only of itself */ }
  dialog?.close()
  wait()
}
function wait() {
  clearTimeout(timer)
  timer = setTimeout(look, Math.max(0, end - warn * 1000 - Date.now()))
}
function look() {
  if (Date.now() - typed < warn * 1000) ask(); else show()
}
async function ask() {
  try {
    const answer = await fetch(stay, {redirect: 'manual', cache: 'no-store'})
    if (answer.ok) { until((await answer.json()).left); return }
    end = Date.now()
  } catch { /* the network may come back before the end */ }
  show()
}

function show() {
  if (!dialog) {
    const words = Object.assign(document.createElement('p'), {id: 'stay-words'})
    words.setAttribute('role', 'alert')
    const title = Object.assign(document.createElement('h2'), {id: 'stay-title', textContent: '还在填写吗？'})
    const on = Object.assign(document.createElement('button'), {className: 'btn', textContent: '继续填写'})
    const row = Object.assign(document.createElement('p'), {className: 'row'})
    const box = Object.assign(document.createElement('div'), {className: 'stack'})
    dialog = document.createElement('dialog')
    dialog.setAttribute('role', 'alertdialog')
    dialog.setAttribute('aria-labelledby', title.id)
    dialog.setAttribute('aria-describedby', words.id)
    row.append(on)
    box.append(title, words, row)
    dialog.append(box)
    document.body.append(dialog)
    on.onclick = () => { if (end > Date.now()) ask(); else dialog.close() }
  }
  if (!dialog.open) dialog.showModal()
  say()
}
// say tells the minutes, each minute; and at the end that nothing is lost.
function say() {
  if (!dialog.open) return
  const rest = Math.ceil((end - Date.now()) / 60000)
  const words = rest > 0 ? `再过 ${rest} 分钟将自动退出；继续操作可延长。` : '已经自动退出。写好的还在：提交时先登录，就能接着办。'
  const p = dialog.querySelector('#stay-words')
  if (p.textContent !== words) p.textContent = words
  clearTimeout(timer)
  if (rest > 0) timer = setTimeout(say, 5000)
}

document.addEventListener('input', () => { typed = Date.now() })
addEventListener('storage', e => {
  if (e.key !== mark || !(Number(e.newValue) > end)) return
  end = Number(e.newValue)
  dialog?.close()
  wait()
})
until(Number(left))

// Screens that stand in a hall. data-idle="60": what was touched is forgotten when nobody touches it for
// so many seconds. data-keypad="id": digits to touch, for the field of that id, and letters on demand, because
// the last character of a number may be one.

const idle = document.querySelector('[data-idle]')
let timer
function wait() {
  clearTimeout(timer)
  timer = setTimeout(() => location.replace(location.pathname), Number(idle.dataset.idle) * 1000)
}
if (idle) {
  for (const event of ['pointerdown', 'keydown', 'input']) document.addEventListener(event, wait)
  wait()
}

for (const pad of document.querySelectorAll('[data-keypad]')) {
  const input = document.getElementById(pad.dataset.keypad)
  if (!input) continue
  const press = key => {
    input.value = key === '清空' ? '' : key === '退格' ? input.value.slice(0, -1) : input.value + key
    input.dispatchEvent(new Event('input', {bubbles: true}))
  }
  const boxes = {}
  const turn = to => { for (const name in boxes) boxes[name].hidden = name !== to }
  const key = (box, label, to) => box.append(Object.assign(document.createElement('button'), {type: 'button', className: 'btn quiet', textContent: label, onclick: to}))
  for (const name of ['digits', 'letters']) pad.append(boxes[name] = Object.assign(document.createElement('div'), {className: name}))
  for (const k of ['1', '2', '3', '退格', '4', '5', '6', '清空', '7', '8', '9']) key(boxes.digits, k, () => press(k))
  key(boxes.digits, '末位是字母', () => turn('letters'))
  key(boxes.digits, '0', () => press('0'))
  for (const k of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') key(boxes.letters, k, () => { press(k); turn('digits') })
  key(boxes.letters, '数字', () => turn('digits'))
  turn('digits')
  pad.hidden = false
}

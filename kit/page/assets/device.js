// Screens that stand in a hall. data-idle="60": what was touched is forgotten when nobody touches it for
// so many seconds. data-keypad="id": digits to touch, for the field of that id.

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
  for (const key of [...'123456789', '清空', '0', '退格']) {
    const button = Object.assign(document.createElement('button'), {type: 'button', className: 'btn quiet', textContent: key})
    button.onclick = () => press(key)
    pad.append(button)
  }
  pad.hidden = false
}

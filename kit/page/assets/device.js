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
  const key = (label, to, box) => {
    const button = Object.assign(document.createElement('button'), {type: 'button', className: 'btn quiet', textContent: label})
    button.onclick = to
    box.append(button)
    return button
  }
  for (const digit of [...'123456789', '清空', '0', '退格']) key(digit, () => press(digit), pad)
  const letters = Object.assign(document.createElement('div'), {className: 'letters', hidden: true})
  const more = key('末位是字母', () => {
    letters.hidden = !letters.hidden
    more.setAttribute('aria-expanded', String(!letters.hidden))
  }, pad)
  more.setAttribute('aria-expanded', 'false')
  for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') key(letter, () => press(letter), letters)
  pad.append(letters)
  pad.hidden = false
}

// Reads an identity card by the program on this PC (docs/bridge.md): button[data-bridge="http://127.0.0.1:…"] asks data-nonce for what to ask
// with, has the program read, puts the signed answer into the form's field card and presses the button that sends it. What went wrong stands in
// words beside the button. Without this module there is no button, and people type.

const key = 'button[data-bridge]'
const show = () => document.querySelectorAll(key).forEach(b => { b.hidden = false })
show()
new MutationObserver(show).observe(document.querySelector('main'), {childList: true, subtree: true})

async function read(by) {
  const nonce = await fetch(by.dataset.nonce, {headers: {Accept: 'application/json'}})
  if (!nonce.ok) throw new Error(by.dataset.lost)
  const asked = {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(await nonce.json())}
  const answer = await fetch(by.dataset.bridge + '/v1/read', asked).catch(() => null)
  if (!answer) throw new Error(by.dataset.none)
  const said = await answer.json().catch(() => ({message: by.dataset.none}))
  if (!answer.ok) throw new Error(said.message)
  return said
}

document.addEventListener('click', async e => {
  const by = e.target.closest(key)
  if (!by || by.ariaBusy === 'true') return
  const says = by.closest('[data-card]').querySelector('[role=status]')
  by.ariaBusy = 'true'
  says.textContent = by.dataset.reading
  try {
    const said = await read(by)
    const box = document.querySelector('[data-card]') // drawn anew, perhaps, while the card was read
    box.querySelector('[name=card]').value = JSON.stringify(said)
    box.querySelector('[data-renew]').click()
  } catch (why) {
    says.textContent = why.message
  }
  by.ariaBusy = 'false'
})

// Keeps regions up to date while the page is seen: data-poll="5" asks every five seconds until the
// region comes back without it, or the page without the region: then the whole page is another, and shown;
// data-live="/address" asks whenever that event stream says so.
import {refresh} from './region.js'

const visible = () => document.visibilityState === 'visible'

async function poll(id) {
  const region = document.getElementById(id)
  const seconds = Number(region?.dataset.poll)
  if (!seconds) return
  setTimeout(async () => {
    const gone = visible() && await refresh(document.getElementById(id)).catch(() => false) // the next turn tries again
    if (gone) location.reload()
    else poll(id)
  }, seconds * 1000)
}
for (const region of document.querySelectorAll('[data-poll][id]')) poll(region.id)

for (const {id, dataset} of document.querySelectorAll('[data-live][id]')) {
  let waiting = false, late = false
  const bring = async () => {
    if (!visible()) { late = true; return }
    if (waiting) { late = true; return }
    waiting = true
    late = false
    await refresh(document.getElementById(id)).catch(() => {})
    waiting = false
    if (late) bring()
  }
  new EventSource(dataset.live).onmessage = bring
  document.addEventListener('visibilitychange', () => { if (late) bring() })
}

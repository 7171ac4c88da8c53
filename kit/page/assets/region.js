// A region is an element with an id that is brought up to date from a page that holds the same id, so
// that no address answers with pieces: every answer is a whole page.

// refresh reports whether the page has the region no more.
export async function refresh(region) {
  const answer = await fetch(location.href, {headers: {Accept: 'text/html'}})
  if (!answer.ok) return false
  const html = await answer.text()
  replace(region, html)
  return !new DOMParser().parseFromString(html, 'text/html').getElementById(region.id)
}

// replace puts the region of that page in place of this one and returns it, or null if it is gone. A
// region in which the reader is typing is left alone.
export function replace(region, html) {
  const fresh = new DOMParser().parseFromString(html, 'text/html').getElementById(region.id)
  if (!fresh || (region.contains(document.activeElement) && region.querySelector('input, select, textarea'))) return null
  if (fresh.outerHTML === region.outerHTML) return region
  const next = document.importNode(fresh, true)
  region.replaceWith(next)
  return next
}

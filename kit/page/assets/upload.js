// Files: a list of what was chosen, with sizes and a way to take one back. Where data-upload names an
// address, each file is sent at once with its progress, and the element with an id around the control
// is replaced by the one in the page that answers. Without this module the form sends the files.
import {replace} from './region.js'

const size = n => n < 1 << 20 ? `${Math.max(1, n >> 10)} KB` : `${(n / (1 << 20)).toFixed(1)} MB`
const make = (tag, props, ...inner) => { const el = Object.assign(document.createElement(tag), props); el.append(...inner); return el }

function say(box, message) {
  box.querySelector('.error')?.remove()
  if (message) { const e = make('span', {className: 'error', textContent: message}); e.setAttribute('role', 'alert'); box.append(e) }
}

function enhance(box) {
  const input = box.querySelector('input[type=file]')
  if (!input || box.classList.contains('live')) return
  box.classList.add('live')
  const label = box.querySelector('.file') ? (input.multiple ? '再加一份' : '重新上传') : '选择文件'
  box.append(make('label', {className: 'btn quiet small pick-file', htmlFor: input.id, textContent: label}))

  const most = Number(box.dataset.most), unfit = JSON.parse(box.dataset.unfit || '{}'), taken = input.accept.split(',')
  const wrong = file => {
    const end = (file.name.match(/\.[^.]*$/)?.[0] || '').toLowerCase()
    if (!file.size) return '是空的，请重新选一份'
    if (most && file.size > most) return `有 ${size(file.size)}，每份不超过 ${size(most)}`
    if (end && unfit[end]) return `没有收下：${unfit[end]}`
    if (unfit[''] && !taken.includes(end) && !taken.includes(file.type)) return `没有收下：${unfit['']}`
  }
  const chosen = () => {
    const files = [...input.files], bad = files.filter(wrong)
    const told = bad.map(f => `“${f.name}”${wrong(f)}`).join('；')
    if (bad.length) keep(input, files.filter(f => !wrong(f)))
    say(box, told)
    if (box.dataset.upload) send(box, input, told); else show(box, input)
  }
  input.addEventListener('change', chosen)
  if (input.files.length) chosen() // before this module was there
}

// keep leaves of what was chosen only some files.
function keep(input, files) {
  const rest = new DataTransfer()
  for (const f of files) rest.items.add(f)
  input.files = rest.files
}

function show(box, input) {
  box.querySelectorAll('.file.chosen').forEach(f => f.remove())
  for (const file of input.files) {
    const remove = make('button', {type: 'button', className: 'btn plain small', textContent: '移除'})
    remove.setAttribute('aria-label', `移除${file.name}`)
    remove.onclick = () => {
      keep(input, [...input.files].filter(f => f !== file))
      show(box, input)
      input.focus()
    }
    input.before(make('span', {className: 'file chosen'}, make('span', {textContent: `${file.name}，${size(file.size)}`}), remove))
  }
}

function send(box, input, told) {
  if (!input.files.length) return
  const names = [...input.files].map(f => f.name).join('、')
  const bar = make('progress', {max: 100, value: 0})
  bar.setAttribute('aria-label', `正在上传 ${names}`)
  const words = make('span', {className: 'hint', textContent: `正在上传 ${names}`})
  const progress = make('span', {className: 'progress'}, words, bar)
  box.append(progress)
  const body = new FormData()
  for (const f of input.files) body.append(input.name, f)
  const xhr = new XMLHttpRequest()
  xhr.open('POST', box.dataset.upload)
  xhr.upload.onprogress = e => {
    if (!e.lengthComputable) return
    bar.value = Math.round(100 * e.loaded / e.total)
    words.textContent = `正在上传 ${names}，${bar.value}%`
  }
  const fail = () => { progress.remove(); input.value = ''; say(box, '没有传上去，请检查网络后再试一次') }
  xhr.onerror = fail
  xhr.onload = () => {
    if (xhr.status === 401) { progress.remove(); input.value = ''; say('登录到时间了，文件没有传上去。请点页面下方的按钮，登录后再选这份文件；写好的会留着。'); return }
    document.activeElement?.blur() // the place takes no answer while it is being used
    const next = replace(box.closest('[id]'), xhr.responseText)
    if (!next) { fail(); return }
    next.querySelectorAll('[data-upload]').forEach(enhance)
    if (told) say(next.querySelector('[data-upload]'), told)
    next.setAttribute('tabindex', '-1')
    next.focus()
  }
  xhr.send(body)
}

document.querySelectorAll('[data-upload]').forEach(enhance)

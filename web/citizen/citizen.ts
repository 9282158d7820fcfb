// What a little script adds to citizen pages that already work without: counters, previews, one's position, a map on request, live state.

const zh = document.documentElement.lang.startsWith('zh')
const say = (chinese: string, english: string) => (zh ? chinese : english)

for (const field of document.querySelectorAll<HTMLTextAreaElement>('textarea[data-count]')) counter(field)
for (const field of document.querySelectorAll<HTMLInputElement>('input[type=file][data-preview]')) previews(field)
for (const field of document.querySelectorAll<HTMLElement>('[data-place]')) place(field)
for (const form of document.querySelectorAll<HTMLFormElement>('form[method=post]')) once(form)
for (const part of document.querySelectorAll<HTMLElement>('[data-live]')) live(part)
document.querySelector<HTMLElement>('.summary')?.focus()
// A link of the error summary leads into the field, not only to it.
for (const link of document.querySelectorAll<HTMLAnchorElement>('.summary a[href^="#"]'))
  link.addEventListener('click', (event) => {
    const target = document.getElementById(link.hash.slice(1))
    const field = target?.matches('input, select, textarea')
      ? target
      : target?.querySelector<HTMLElement>('input, select, textarea')
    if (!field) return
    event.preventDefault()
    field.focus()
    field.closest('.field')?.scrollIntoView({ block: 'start' })
  })

function add<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string> = {},
  text = '',
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  element.textContent = text
  return element
}

/** Says how many characters are left; spoken only when few are. */
function counter(field: HTMLTextAreaElement): void {
  const most = Number(field.dataset['count'])
  const said = add('p', { class: 'count', 'aria-live': 'off' })
  field.after(said)
  const show = () => {
    const left = most - field.value.length
    said.textContent =
      left >= 0 ? say(`还可输入 ${left} 字`, `${left} characters left`) : say(`超出 ${-left} 字`, `${-left} characters too many`)
    said.classList.toggle('over', left < 0)
    said.setAttribute('aria-live', left < 50 ? 'polite' : 'off')
  }
  field.addEventListener('input', show)
  show()
}

/** Shows chosen photos small, with their names and sizes. */
function previews(field: HTMLInputElement): void {
  const list = add('ul', { class: 'previews', 'aria-live': 'polite' })
  field.after(list)
  field.addEventListener('change', () => {
    list.querySelectorAll('img').forEach((image) => URL.revokeObjectURL(image.src))
    list.replaceChildren(
      ...[...(field.files ?? [])].map((file) => {
        const item = add('li')
        if (file.type.startsWith('image/')) item.append(add('img', { src: URL.createObjectURL(file), alt: '' }))
        item.append(add('span', {}, `${file.name} ${(file.size / 1048576).toFixed(1)} MB`))
        return item
      }),
    )
  })
}

/** A second press while the first is on its way does nothing; the server's key would catch it too. */
function once(form: HTMLFormElement): void {
  form.addEventListener('submit', (event) => {
    if (form.dataset['sent']) return event.preventDefault()
    form.dataset['sent'] = '1'
    const button = form.querySelector<HTMLButtonElement>('button.button')
    if (button && form.enctype === 'multipart/form-data') button.textContent = say('正在提交…', 'Sending…')
  })
  // Back to a page kept by the browser: the form is whole again.
  addEventListener('pageshow', () => delete form.dataset['sent'])
}

type Found = { lng: number; lat: number; name: string; address: string }

/** A place field: suggestions while typing, one's own position, and a map that is loaded only when asked for. */
function place(box: HTMLElement): void {
  const text = box.querySelector<HTMLInputElement>('input[type=text]')
  const lng = box.querySelector<HTMLInputElement>('input[name=lng]')
  const lat = box.querySelector<HTMLInputElement>('input[name=lat]')
  if (!text || !lng || !lat) return
  const tools = add('div', { class: 'place-tools' })
  const here = add('button', { type: 'button', class: 'plain' }, say('使用我的位置', 'Use my position'))
  const open = add('button', { type: 'button', class: 'plain', 'aria-expanded': 'false' }, say('在地图上选', 'Pick on a map'))
  const said = add('p', { class: 'place-said', role: 'status' })
  const found = add('ul', { class: 'place-found', hidden: '' })
  if ('geolocation' in navigator && isSecureContext) tools.append(here)
  tools.append(open)
  box.append(found, tools, said)
  let map: { show(at: { lng: number; lat: number }): void } | undefined

  const set = (at: { lng: number; lat: number }, words?: string) => {
    lng.value = at.lng.toFixed(6)
    lat.value = at.lat.toFixed(6)
    if (words) text.value = words
    said.textContent = say('已选定位置', 'Place chosen') + ` (${at.lng.toFixed(5)}, ${at.lat.toFixed(5)})`
    map?.show(at)
  }
  const describe = async (at: { lng: number; lat: number }) => {
    set(at)
    const near = await ask(`/api/geo/reverse?lng=${at.lng}&lat=${at.lat}`)
    const words = near?.address
    if (typeof words === 'string' && words) set(at, words)
  }
  if (lng.value && lat.value) set({ lng: Number(lng.value), lat: Number(lat.value) })

  let pause: ReturnType<typeof setTimeout>
  text.addEventListener('input', (event) => {
    clearTimeout(pause)
    if ((event as InputEvent).isComposing || text.value.trim().length < 2) return void (found.hidden = true)
    pause = setTimeout(async () => {
      const places = await search(text.value.trim())
      found.replaceChildren(
        ...places.map((one) => {
          const item = add('li')
          const button = add('button', { type: 'button' }, one.name)
          if (one.address) button.append(add('small', {}, one.address))
          button.addEventListener('click', () => {
            found.hidden = true
            set(one, [one.address, one.name].filter(Boolean).join(' '))
            text.focus()
          })
          item.append(button)
          return item
        }),
      )
      found.hidden = places.length === 0
    }, 300)
  })
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') found.hidden = true
  })

  here.addEventListener('click', () => {
    said.textContent = say('正在定位…', 'Finding your position…')
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => void describe({ lng: coords.longitude, lat: coords.latitude }),
      () =>
        (said.textContent = say(
          '无法取得您的位置，请填写地址或在地图上选',
          'Your position is not available. Type the address or pick it on the map.',
        )),
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 60_000 },
    )
  })
  let frame: HTMLElement | undefined
  open.addEventListener('click', async () => {
    const shown = open.getAttribute('aria-expanded') === 'true'
    open.setAttribute('aria-expanded', String(!shown))
    if (frame) return void (frame.hidden = shown)
    frame = add('div', { class: 'place-map' })
    box.append(frame)
    said.textContent = say('正在打开地图…', 'Opening the map…')
    try {
      const { openMap } = await import('./map.ts')
      const at = lng.value ? { lng: Number(lng.value), lat: Number(lat.value) } : undefined
      map = await openMap(frame, at, (spot) => void describe(spot), zh)
      said.textContent = say('点按地图选定位置', 'Tap the map to choose the place')
    } catch {
      frame.remove()
      said.textContent = say('此设备无法显示地图，请填写地址', 'This device cannot show the map. Please type the address.')
      open.remove()
    }
  })
}

async function search(q: string): Promise<Found[]> {
  const told = await ask(`/api/geo/search?size=5&q=${encodeURIComponent(q)}`)
  return (told?.items ?? []).map((one: any) => ({ lng: one.lng, lat: one.lat, name: one.name, address: one.address ?? '' }))
}

async function ask(url: string): Promise<any> {
  const answer = await fetch(url, { headers: { accept: 'application/json' } }).catch(() => undefined)
  return answer?.ok ? answer.json().catch(() => undefined) : undefined
}

/** `<section id="state" data-live="hotline.public">`: read again, and only it replaced, when the server says that the topic changed. */
function live(part: HTMLElement): void {
  if (!part.id || !part.dataset['live'] || !('EventSource' in window)) return
  const line = new EventSource(`/api/events?topics=${encodeURIComponent(part.dataset['live'])}`)
  line.addEventListener('message', async () => {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } }).catch(() => undefined)
    if (!answer?.ok) return
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(part.id)
    const now = document.getElementById(part.id)
    if (!next || !now || next.innerHTML === now.innerHTML || now.contains(document.activeElement)) return
    next.classList.add('fresh')
    now.replaceWith(document.adoptNode(next))
  })
}

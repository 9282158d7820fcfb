// What this browser can draw: WebGL 2, and Chinese letters from its own fonts.

let webGl: boolean | undefined

/** MapLibre 6 draws with WebGL 2 only. */
export function hasWebGl(): boolean {
  if (webGl !== undefined) return webGl
  try {
    const context = document.createElement('canvas').getContext('webgl2')
    webGl = Boolean(context)
    context?.getExtension('WEBGL_lose_context')?.loseContext()
  } catch {
    webGl = false
  }
  return webGl
}

let chinese: boolean | undefined

/** Whether the machine's own fonts have Chinese letters: a missing one is drawn as the same box as a code point that no font has. */
export function hasChinese(): boolean {
  if (chinese !== undefined) return chinese
  const draw = (text: string) => {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 32
    const context = canvas.getContext('2d', { willReadFrequently: true })
    if (!context) return ''
    context.font = '24px sans-serif'
    context.fillText(text, 2, 26)
    return context.getImageData(0, 0, 32, 32).data.join()
  }
  chinese = draw('株') !== draw('\u{10FFFD}') && draw('株') !== draw('洲')
  return chinese
}

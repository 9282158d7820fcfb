// Colours and letters by name, for everything that is not Ant Design: one accent, every pair of text and ground at least AA.

/** On white: accent 6.9:1, late 6.1:1, warn 5.0:1, good 5.3:1, quiet 5.6:1. */
export const color = {
  accent: '#0b5cad',
  accentDeep: '#084785',
  accentWash: '#e8f1fb',
  late: '#c0271f',
  lateWash: '#fdeeec',
  warn: '#9a5b00',
  warnWash: '#fff5e0',
  good: '#1b7a43',
  goodWash: '#e7f5ec',
  text: '#1c2733',
  quiet: '#5b6875',
  line: '#dfe4ea',
  ground: '#f2f5f8',
  paper: '#ffffff',
}

/** On the wall's dark ground (#0a1522): all at least 4.5:1. */
export const wall = {
  ground: '#0a1522',
  paper: '#101f30',
  line: '#22354a',
  text: '#e6eef6',
  quiet: '#93a7bb',
  accent: '#4aa8ff',
  late: '#ff6b5e',
  warn: '#ffb547',
  good: '#4ccb85',
}

/** Series colours that stay apart for colour-blind eyes (after Okabe and Ito, darkened for white ground). */
export const palette = ['#0b5cad', '#d2691e', '#1b7a43', '#8a4f9e', '#b8860b', '#20808d', '#a33b5c', '#566573']
export const wallPalette = ['#4aa8ff', '#ffb547', '#4ccb85', '#c79bff', '#ff8f6b', '#5fd0d8', '#f48fb1', '#93a7bb']

/** System fonts first: they are there at once; the packaged Noto Sans SC only where the machine has no Chinese font. */
export const fontFamily =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Microsoft YaHei", "HarmonyOS Sans SC", "Source Han Sans SC", "Noto Sans CJK SC", "Noto Sans SC Variable", sans-serif'

// Hand-made borders of the nine county-level units: named corner points and the chains between them, each shared border once.
import { path } from './geometry.ts'
import type { Point, Ring } from './geometry.ts'
import { xiangLine, xiangSteps } from './rivers.ts'

// Corners where three territories meet (o = outside). Numbers with `river` are control points of the Xiang.
export const corners: Record<string, Point | { river: number }> = {
  spo: { river: 20 }, // 石峰 · 天元 · outside, on the Xiang
  tyo: { river: 21.5 }, // 天元 · outside, where the border leaves the Xiang
  sl: { river: 15.75 }, // 石峰 · 芦淞 · 天元
  tl: { river: 11.5 }, // 天元 · 芦淞 · 渌口
  tk: { river: 7.125 }, // 天元 · 渌口
  xo: { river: 1.125 }, // the Xiang enters 渌口
  sho: [113.1961, 27.9877], // 石峰 · 荷塘 · outside
  shl: [113.155, 27.856], // 石峰 · 荷塘 · 芦淞
  hlo: [113.2805, 27.9075], // 荷塘 · 醴陵 · outside
  hll: [113.331, 27.8443], // 荷塘 · 芦淞 · 醴陵
  lkl: [113.3135, 27.7282], // 芦淞 · 渌口 · 醴陵
  tko: [113.0076, 27.6026], // 天元 · 渌口 · outside
  kly: [113.2648, 27.3561], // 渌口 · 醴陵 · 攸县
  kyo: [113.1727, 27.2912], // 渌口 · 攸县 · outside
  lyo: [113.5636, 27.3281], // 醴陵 · 攸县 · outside
  yco: [113.7653, 27.0432], // 攸县 · 茶陵 · outside (east)
  ycw: [113.324, 26.8217], // 攸县 · 茶陵 · outside (west)
  cne: [114.0453, 26.5713], // 茶陵 · 炎陵 · outside (east)
  cnw: [113.5557, 26.5482], // 茶陵 · 炎陵 · outside (west)
}

/** A border from one corner to another; `left` and `right` are county codes in walking direction ('' = outside). */
type Chain = { from: string; to: string; left: string; right: string; via: Point[] | 'river' }
export const chains: Chain[] = [
  { from: 'spo', to: 'tyo', left: '430211', right: '', via: 'river' },
  { from: 'sl', to: 'spo', left: '430211', right: '430204', via: 'river' },
  { from: 'tl', to: 'sl', left: '430211', right: '430203', via: 'river' },
  { from: 'tk', to: 'tl', left: '430211', right: '430212', via: 'river' },
  {
    from: 'tyo',
    to: 'tko',
    left: '430211',
    right: '',
    via: path(`113.0095 27.8322, 113.0152 27.8003, 113.0331 27.7569, 113.0163 27.6867, 113.0013 27.6443`),
  },
  {
    from: 'tko',
    to: 'tk',
    left: '430211',
    right: '430212',
    via: path(`113.0008 27.5938, 113.0489 27.5955`),
  },
  {
    from: 'spo',
    to: 'sho',
    left: '',
    right: '430204',
    via: path(`113.0497 27.8993, 113.0706 27.9304, 113.1097 27.9593, 113.1381 27.9933, 113.1648 28.0089`),
  },
  {
    from: 'sho',
    to: 'shl',
    left: '430202',
    right: '430204',
    via: path(`113.2165 27.9585, 113.1963 27.9165, 113.1809 27.886, 113.166 27.864`),
  },
  { from: 'shl', to: 'sl', left: '430203', right: '430204', via: [[113.143, 27.8515]] },
  {
    from: 'shl',
    to: 'hll',
    left: '430202',
    right: '430203',
    via: path(`113.161 27.845, 113.1837 27.8125, 113.2476 27.8154`),
  },
  { from: 'sho', to: 'hlo', left: '', right: '430202', via: [[113.2203, 27.9539]] },
  { from: 'hlo', to: 'hll', left: '430281', right: '430202', via: [[113.3411, 27.913]] },
  { from: 'hll', to: 'lkl', left: '430281', right: '430203', via: [[113.3441, 27.7893]] },
  {
    from: 'lkl',
    to: 'tl',
    left: '430212',
    right: '430203',
    via: path(`113.2608 27.7107, 113.1987 27.7109, 113.1575 27.7342`),
  },
  {
    from: 'lkl',
    to: 'kly',
    left: '430281',
    right: '430212',
    via: path(`113.2756 27.686, 113.2413 27.6269, 113.2166 27.5695, 113.2314 27.5125, 113.2615 27.4525, 113.2769 27.3902`),
  },
  { from: 'kly', to: 'kyo', left: '430223', right: '430212', via: [[113.2047, 27.3204]] },
  {
    from: 'kyo',
    to: 'xo',
    left: '',
    right: '430212',
    via: path(`113.1156 27.2782, 113.0715 27.2731`),
  },
  {
    from: 'xo',
    to: 'tko',
    left: '',
    right: '430212',
    via: path(`113 27.285, 113.008 27.34, 112.995 27.4, 112.985 27.46, 112.98 27.53`),
  },
  {
    from: 'hlo',
    to: 'lyo',
    left: '',
    right: '430281',
    via: path(`113.3666 27.8786, 113.4383 27.9037, 113.5004 27.9183, 113.5547 27.9102, 113.5986 27.8604, 113.6778 27.8335,
      113.746 27.8293, 113.7906 27.7967, 113.7807 27.7613, 113.7297 27.7255, 113.654 27.6998, 113.5901 27.6359,
      113.5588 27.5296, 113.5859 27.4599, 113.5635 27.4023`),
  },
  {
    from: 'lyo',
    to: 'kly',
    left: '430223',
    right: '430281',
    via: path(`113.5217 27.332, 113.4422 27.3471, 113.3522 27.3421`),
  },
  {
    from: 'lyo',
    to: 'yco',
    left: '',
    right: '430223',
    via: path(`113.6597 27.2948, 113.7244 27.2687, 113.7768 27.2067, 113.8048 27.1311, 113.776 27.0727`),
  },
  {
    from: 'yco',
    to: 'ycw',
    left: '430224',
    right: '430223',
    via: path(`113.6919 27.0187, 113.6232 26.9841, 113.5514 26.9679, 113.4872 26.9158, 113.4409 26.8778, 113.3712 26.8581`),
  },
  {
    from: 'ycw',
    to: 'kyo',
    left: '',
    right: '430223',
    via: path(`113.2684 26.8589, 113.2287 26.9187, 113.1687 26.9587, 113.1342 27.0116, 113.114 27.0663, 113.1541 27.1184,
      113.1756 27.1915`),
  },
  {
    from: 'yco',
    to: 'cne',
    left: '',
    right: '430224',
    via: path(`113.858 27.0542, 113.9143 26.9986, 113.8938 26.9292, 113.9336 26.8588, 113.924 26.7883, 113.9849 26.7156,
      114.044 26.6479`),
  },
  {
    from: 'cne',
    to: 'cnw',
    left: '430225',
    right: '430224',
    via: path(`113.9983 26.5845, 113.9264 26.5851, 113.8577 26.6202, 113.7946 26.6102, 113.7259 26.5755, 113.6618 26.5547,
      113.6021 26.5598`),
  },
  {
    from: 'cnw',
    to: 'ycw',
    left: '',
    right: '430224',
    via: path(`113.4743 26.6052, 113.4256 26.6539, 113.3959 26.7233`),
  },
  {
    from: 'cne',
    to: 'cnw',
    left: '',
    right: '430225',
    via: path(`114.07 26.5299, 114.0955 26.4726, 114.0506 26.4123, 114.0804 26.3421, 114.0305 26.272, 114.0613 26.2031,
      114.0037 26.1456, 113.9503 26.089, 113.8956 26.0796, 113.8454 26.1264, 113.7871 26.1845, 113.7357 26.2558,
      113.6663 26.3047, 113.6302 26.3699, 113.6004 26.4396, 113.571 26.4977`),
  },
]

export const corner = (name: string): Point => {
  const at = corners[name]!
  return Array.isArray(at) ? at : xiangLine()[Math.round(at.river * xiangSteps)]!
}

/** The points of a chain from corner to corner. */
export function chainLine(chain: Chain): Point[] {
  if (chain.via !== 'river') return [corner(chain.from), ...chain.via, corner(chain.to)]
  const index = (name: string) => Math.round((corners[name] as { river: number }).river * xiangSteps)
  return xiangLine().slice(index(chain.from), index(chain.to) + 1)
}

/** The closed coarse ring of a county, or of the whole prefecture ('' : the border with the outside). */
export function outline(code: string): Ring {
  const parts = chains
    .filter((c) => (code === '' ? c.left === '' || c.right === '' : c.left === code || c.right === code))
    .map((c) => ({ from: c.from, to: c.to, line: chainLine(c) }))
  const first = parts.shift()!
  const ring = [...first.line]
  let end = first.to
  while (parts.length) {
    const i = parts.findIndex((p) => p.from === end || p.to === end)
    if (i < 0) throw new Error(`outline of ${code} is broken at ${end}`)
    const part = parts.splice(i, 1)[0]!
    const forward = part.from === end
    ring.push(...(forward ? part.line : part.line.toReversed()).slice(1))
    end = forward ? part.to : part.from
  }
  return ring
}

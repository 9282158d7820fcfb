// A flow's definition as places and lines: laid out by dagre, with what a case walked or where time goes on it.

import { Graph, layout } from '@dagrejs/dagre'
import { targets, type Flow, type Step } from './cases.ts'

export type Traffic = {
  states: { state: string; open: number; overdue: number; visits: number; medianHours: number | null }[]
  moves: { from: string; to: string; action: string; count: number }[]
}
export type Place = { id: string; x: number; y: number; width: number; height: number; end: boolean; start: boolean }
export type Point = { x: number; y: number }
/** `points` runs around what lies between; `label` is a free spot on it. Both are missing for a way back to the same state. */
export type Line = { id: string; from: string; to: string; actions: string[]; points?: Point[]; label?: Point }

const size = { width: 158, height: 66 }

/** Places by rank from the start; lines of the same direction between two states are one, with all their actions. */
export function graphOf(flow: Flow, direction: 'LR' | 'TB' = 'LR'): { places: Place[]; lines: Line[] } {
  const graph = new Graph({ multigraph: false })
  graph.setGraph({ rankdir: direction, ranksep: 34, nodesep: 26, edgesep: 14, marginx: 12, marginy: 12 })
  graph.setDefaultEdgeLabel(() => ({}))
  const lines = new Map<string, Line>()
  for (const [from, state] of Object.entries(flow.states)) {
    graph.setNode(from, { ...size })
    for (const [action, move] of Object.entries(state.on ?? {})) {
      for (const to of targets(move)) {
        const id = `${from}>${to}`
        const line = lines.get(id) ?? { id, from, to, actions: [] }
        line.actions.push(action)
        lines.set(id, line)
      }
    }
  }
  for (const line of lines.values())
    if (line.from !== line.to && flow.states[line.to])
      graph.setEdge(line.from, line.to, { width: 12 + 13 * longest(line, flow), height: 18, labelpos: 'c' })
  layout(graph)
  for (const line of lines.values()) {
    if (line.from === line.to || !flow.states[line.to]) continue
    const { points, x, y } = graph.edge(line.from, line.to) as { points: Point[]; x: number; y: number }
    line.points = points
    line.label = { x, y }
  }
  const places = Object.entries(flow.states).map(([id, state]) => {
    const { x, y } = graph.node(id) as { x: number; y: number }
    return { id, x: x - size.width / 2, y: y - size.height / 2, ...size, end: state.end !== undefined, start: id === flow.start }
  })
  return { places, lines: [...lines.values()] }
}

/** Room for the label: the shorter of what it says in Chinese, in characters. */
const longest = (line: Line, flow: Flow) =>
  Math.min(8, line.actions.map((action) => flow.states[line.from]!.on![action]!.name.zh).join('/').length)

/** A line through points, bent softly at each. */
export function pathThrough(points: Point[]): string {
  const [first, ...rest] = points
  if (!first || !rest.length) return ''
  const parts = [`M ${first.x} ${first.y}`]
  rest.forEach((point, i) => {
    const next = rest[i + 1]
    parts.push(next ? `Q ${point.x} ${point.y} ${(point.x + next.x) / 2} ${(point.y + next.y) / 2}` : `L ${point.x} ${point.y}`)
  })
  return parts.join(' ')
}

/** What a case did on the drawing: lines walked, states visited, where it is. */
export function traceOf(steps: Pick<Step, 'fromState' | 'toState'>[]): { walked: Set<string>; visited: Set<string> } {
  const walked = new Set<string>()
  const visited = new Set<string>()
  for (const step of steps) {
    if (step.toState) visited.add(step.toState)
    if (step.fromState && step.toState && step.fromState !== step.toState) walked.add(`${step.fromState}>${step.toState}`)
  }
  return { walked, visited }
}

/** Line widths by traffic, 1 to 6; 0 for a way nobody took. */
export function widths(traffic: Traffic): Map<string, { count: number; width: number }> {
  const counts = new Map<string, number>()
  for (const move of traffic.moves)
    counts.set(`${move.from}>${move.to}`, (counts.get(`${move.from}>${move.to}`) ?? 0) + move.count)
  const most = Math.max(1, ...counts.values())
  return new Map([...counts].map(([id, count]) => [id, { count, width: 1 + 5 * Math.sqrt(count / most) }]))
}

/** 0 (quick) to 1 (slowest state) by median time. */
export function slowness(traffic: Traffic): Map<string, number> {
  const most = Math.max(0, ...traffic.states.map((one) => one.medianHours ?? 0))
  return new Map(traffic.states.map((one) => [one.state, most > 0 ? (one.medianHours ?? 0) / most : 0]))
}

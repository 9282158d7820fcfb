// BPMN 2.0 XML of a flow version, for those who ask for it: an export, never executed (OMG formal/2011-01-03).

import { isEnd, isFunctionName, listOf, targetsOf, type By, type Flow } from './flows.ts'

const escape = (text: string) => text.replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
const iso: Record<string, (n: number) => string> = {
  um: (n) => `PT${n}M`,
  h: (n) => `PT${n}H`,
  ud: (n) => `P${n}D`,
  wh: (n) => `PT${n}H`,
  ws: (n) => `P${n}D`,
  wd: (n) => `P${n}D`,
  d: (n) => `P${n}D`,
  mo: (n) => `P${n}M`,
  y: (n) => `P${n}Y`,
}

/** A state becomes a userTask (paused or child-opening ones a receiveTask or callActivity), its limit a boundary timer, `all` and `sequence` multi-instance. */
export function bpmnOf(flow: Flow, version: number, lang: 'zh' | 'en' = 'zh'): string {
  const out: string[] = []
  const flows: string[] = []
  const place = layout(flow)
  const shapes: string[] = []
  const edges: string[] = []
  const shape = (id: string, x: number, y: number, w: number, h: number) =>
    shapes.push(
      `<bpmndi:BPMNShape id="${id}_di" bpmnElement="${id}"><dc:Bounds x="${x}" y="${y}" width="${w}" height="${h}"/></bpmndi:BPMNShape>`,
    )
  let count = 0
  const link = (from: string, to: string, name: string, extra = '') => {
    const id = `f${++count}`
    flows.push(
      `<sequenceFlow id="${id}" sourceRef="${from}" targetRef="${to}"${name ? ` name="${escape(name)}"` : ''}${extra ? `>${extra}</sequenceFlow>` : '/>'}`,
    )
    const [a, b] = [place.get(from)!, place.get(to)!]
    edges.push(
      `<bpmndi:BPMNEdge id="${id}_di" bpmnElement="${id}"><di:waypoint x="${a.x + a.w}" y="${a.y + a.h / 2}"/><di:waypoint x="${b.x}" y="${b.y + b.h / 2}"/></bpmndi:BPMNEdge>`,
    )
  }
  out.push(`<startEvent id="start"/>`)
  shape('start', 40, place.get('start')!.y, 36, 36)
  link('start', `s_${flow.start}`, '')
  for (const [name, state] of Object.entries(flow.states)) {
    const id = `s_${name}`
    const { x, y, w, h } = place.get(id)!
    shape(id, x, y, w, h)
    const label = escape(state.name[lang])
    if (isEnd(state)) {
      out.push(`<endEvent id="${id}" name="${label}"/>`)
      continue
    }
    const inner: string[] = []
    const owners = listOf(state.by)
    if (owners.length)
      inner.push(
        ...owners.map(
          (by) =>
            `<potentialOwner><resourceAssignmentExpression><formalExpression>${escape(said(by))}</formalExpression></resourceAssignmentExpression></potentialOwner>`,
        ),
      )
    if (state.tasks === 'all' || state.tasks === 'sequence')
      inner.push(`<multiInstanceLoopCharacteristics isSequential="${state.tasks === 'sequence'}"/>`)
    const kind = state.spawn ? 'callActivity' : owners.every((by) => by === 'system') ? 'receiveTask' : 'userTask'
    // Owners belong to tasks that people do.
    const parts = kind === 'userTask' ? inner : inner.filter((part) => part.startsWith('<multi'))
    out.push(`<${kind} id="${id}" name="${label}"${parts.length ? `>${parts.join('')}</${kind}>` : '/>'}`)
    if (state.limit) {
      const timer = `t_${name}`
      place.set(timer, { x: x + w / 2 - 18, y: y + h - 18, w: 36, h: 36 })
      shape(timer, x + w / 2 - 18, y + h - 18, 36, 36)
      const late = state.late ? state.on?.[state.late] : undefined
      out.push(
        `<boundaryEvent id="${timer}" name="${escape(state.limit)}" attachedToRef="${id}" cancelActivity="${Boolean(late)}"><timerEventDefinition id="${timer}_d"><timeDuration>${escape(durationOf(state.limit))}</timeDuration></timerEventDefinition></boundaryEvent>`,
      )
      if (late) for (const to of targetsOf(late)) link(timer, `s_${to}`, late.name[lang])
    }
    for (const [, move] of Object.entries(state.on ?? {})) {
      const condition = move.when ? `<conditionExpression>${escape(move.when)}</conditionExpression>` : ''
      for (const to of targetsOf(move)) link(id, `s_${to}`, move.name[lang], condition)
    }
  }
  const id = flow.id.replace(/[^A-Za-z0-9_]/g, '_')
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="${id}_v${version}" targetNamespace="urn:yicheng:${escape(flow.id)}" exporter="Yicheng" exporterVersion="${version}">
<process id="${id}" name="${escape(flow.name[lang])}" isExecutable="false">
${[...out, ...flows].join('\n')}
</process>
<bpmndi:BPMNDiagram id="diagram"><bpmndi:BPMNPlane id="plane" bpmnElement="${id}">
${[...shapes, ...edges].join('\n')}
</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</definitions>
`
}

function durationOf(limit: string): string {
  if (isFunctionName(limit)) return limit
  const [, n, unit] = /^(\d+)([a-z]+)/.exec(limit)!
  return iso[unit!]!(Number(n))
}

function said(by: By): string {
  if (typeof by === 'string') return by
  if ('role' in by) return `${by.role}@${by.org}`
  return Object.entries(by)
    .map(([key, value]) => `${key}:${value}`)
    .join()
}

/** Columns by distance from the start, rows in the order of declaration. */
function layout(flow: Flow): Map<string, { x: number; y: number; w: number; h: number }> {
  const depth = new Map([[flow.start, 0]])
  const queue = [flow.start]
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const to of Object.values(flow.states[at]!.on ?? {}).flatMap(targetsOf)) {
      if (depth.has(to)) continue
      depth.set(to, depth.get(at)! + 1)
      queue.push(to)
    }
  }
  const rows = new Map<number, number>()
  const place = new Map<string, { x: number; y: number; w: number; h: number }>([['start', { x: 40, y: 92, w: 36, h: 36 }]])
  for (const name of Object.keys(flow.states)) {
    const column = depth.get(name) ?? 0
    const row = rows.get(column) ?? 0
    rows.set(column, row + 1)
    const end = isEnd(flow.states[name])
    place.set(
      `s_${name}`,
      end
        ? { x: 172 + column * 190, y: 92 + row * 120, w: 36, h: 36 }
        : { x: 140 + column * 190, y: 70 + row * 120, w: 110, h: 80 },
    )
  }
  return place
}

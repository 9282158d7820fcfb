// The drawing itself, loaded only when somebody looks at one.

import '@xyflow/react/dist/style.css'
import {
  Background,
  BaseEdge,
  Controls,
  EdgeLabelRenderer,
  Handle,
  MarkerType,
  Position,
  ReactFlow,
  ReactFlowProvider,
  type Edge,
  type EdgeProps,
  type Node,
  type NodeProps,
} from '@xyflow/react'
import { useMemo } from 'react'
import { Due } from '../detail/Due.tsx'
import { useFormat, useT } from '../i18n.ts'
import { useNarrow } from '../shell/narrow.ts'
import { useFlowWords, type Flow, type Step } from './cases.ts'
import { graphOf, pathThrough, slowness, traceOf, widths, type Line, type Traffic } from './graph.ts'

export type CanvasProps = {
  flow: Flow
  /** A case on its way: its log, where it is, and what is left there. */
  trace?:
    | {
        steps: Pick<Step, 'fromState' | 'toState'>[]
        state: string
        dueAt?: string | null
        warnAt?: string | null
        ended?: boolean
      }
    | undefined
  traffic?: Traffic | undefined
  selected?: string | undefined
  onPick?: ((state: string) => void) | undefined
  height?: number | undefined
}

type StateData = {
  name: string
  who: string
  limit: string
  kind: string
  badge?: string
  late?: string
  heat: number
  due?: { at: string; warnAt: string | null } | undefined
  picked: boolean
  [key: string]: unknown
}
type LineData = { line: Line; label: string; kind: string; width: number; [key: string]: unknown }

function StateNode({ data }: NodeProps<Node<StateData>>) {
  return (
    <div
      className={`flow-state flow-${data.kind}${data.picked ? ' flow-picked' : ''}`}
      style={data.heat ? { background: `rgb(214 120 20 / ${0.08 + data.heat * 0.4})` } : undefined}
    >
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <strong>{data.name}</strong>
      {data.who && <span className="flow-who">{data.who}</span>}
      {data.due ? (
        <Due at={data.due.at} warnAt={data.due.warnAt} />
      ) : (
        data.limit && <span className="flow-limit num">{data.limit}</span>
      )}
      {data.badge && <span className="flow-badge num">{data.badge}</span>}
      {data.late && <span className="flow-badge flow-badge-late num">{data.late}</span>}
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </div>
  )
}

function Way({ sourceX, sourceY, targetX, targetY, data, markerEnd }: EdgeProps<Edge<LineData>>) {
  const { points, label } = data?.line ?? {}
  const path = points
    ? pathThrough(points)
    : `M ${sourceX} ${sourceY} C ${sourceX + 50} ${sourceY + 60}, ${targetX - 50} ${targetY + 60}, ${targetX} ${targetY}`
  const labelX = label?.x ?? (sourceX + targetX) / 2
  const labelY = label?.y ?? sourceY + 48
  return (
    <>
      <BaseEdge
        path={path}
        markerEnd={markerEnd}
        className={`flow-way flow-way-${data?.kind}`}
        style={{ strokeWidth: data?.width ?? 1.2 }}
      />
      <EdgeLabelRenderer>
        <span
          className={`flow-label flow-label-${data?.kind}`}
          style={{ transform: `translate(-50%, -50%) translate(${labelX}px, ${labelY}px)` }}
        >
          {data?.label}
        </span>
      </EdgeLabelRenderer>
    </>
  )
}

const nodeTypes = { state: StateNode }
const edgeTypes = { way: Way }

export default function FlowCanvas({ flow, trace, traffic, selected, onPick, height = 420 }: CanvasProps) {
  const t = useT()
  const words = useFlowWords()
  const format = useFormat()
  const narrow = useNarrow()
  const { nodes, edges } = useMemo(() => {
    const graph = graphOf(flow)
    const walk = trace && traceOf(trace.steps)
    const heat = traffic && slowness(traffic)
    const width = traffic && widths(traffic)
    const nodes: Node<StateData>[] = graph.places.map((place) => {
      const state = flow.states[place.id]!
      const seen = traffic?.states.find((one) => one.state === place.id)
      const here = trace?.state === place.id
      const kind = here
        ? 'here'
        : walk
          ? walk.visited.has(place.id)
            ? 'walked'
            : 'skipped'
          : place.end
            ? 'end'
            : place.start
              ? 'start'
              : 'plain'
      return {
        id: place.id,
        type: 'state',
        position: { x: place.x, y: place.y },
        width: place.width,
        height: place.height,
        data: {
          name: words.name(state.name),
          who: words.who(state.by, flow),
          limit:
            seen?.medianHours != null
              ? t('cases.flow.median', { hours: format.number(seen.medianHours) })
              : words.limit(state.limit),
          kind,
          heat: heat?.get(place.id) ?? 0,
          picked: selected === place.id,
          ...(seen?.open ? { badge: String(seen.open) } : {}),
          ...(seen?.overdue ? { late: t('cases.flow.overdueCount', { n: seen.overdue }) } : {}),
          due: here && trace?.dueAt && !trace.ended ? { at: trace.dueAt, warnAt: trace.warnAt ?? null } : undefined,
        },
      }
    })
    const edges: Edge<LineData>[] = graph.lines.map((line) => {
      const said = [...new Set(line.actions.map((action) => words.action(flow, { action, fromState: line.from })))].join(' / ')
      const moved = width?.get(line.id)
      const kind = walk ? (walk.walked.has(line.id) ? 'walked' : 'skipped') : width && !moved ? 'skipped' : 'plain'
      return {
        id: line.id,
        source: line.from,
        target: line.to,
        type: 'way',
        markerEnd: { type: MarkerType.ArrowClosed, width: 12, height: 12, markerUnits: 'userSpaceOnUse' },
        data: {
          line,
          label: moved ? `${said} ${moved.count}` : said,
          kind,
          width: moved?.width ?? (kind === 'walked' ? 2.4 : 1.2),
        },
      }
    })
    return { nodes, edges }
  }, [flow, trace, traffic, selected, words, t, format])
  return (
    <ReactFlowProvider>
      <div
        className="flow-canvas"
        style={{ height }}
        role="region"
        aria-label={t('cases.flow.drawing', { name: words.name(flow.name) })}
      >
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          onNodeClick={(_, node) => onPick?.(node.id)}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={Boolean(onPick)}
          edgesFocusable={false}
          elementsSelectable={Boolean(onPick)}
          preventScrolling={false}
          zoomOnScroll={false}
          panOnDrag
          minZoom={0.2}
          maxZoom={1.6}
          fitView
          fitViewOptions={{ padding: 0.08, minZoom: narrow ? 0.5 : 0.2, maxZoom: 1 }}
          proOptions={{ hideAttribution: false }}
        >
          <Background gap={18} size={1} color="#e3e8ed" />
          <Controls showInteractive={false} aria-label={t('cases.flow.zoom')} />
        </ReactFlow>
      </div>
    </ReactFlowProvider>
  )
}

// Live pages: one EventSource shared by everything on screen, following the union of the topics that are wanted.

import { useEffect, useRef } from 'react'

type Handler = (topic: string, data: any) => void
type Wanted = { topics: string[]; handler: Handler }

const wanted = new Set<Wanted>()
const watchers = new Set<(up: boolean) => void>()
let source: EventSource | undefined
let following = ''
let timer: ReturnType<typeof setTimeout> | undefined
let wait = 1000

/** Calls `handler` whenever the server gives notice of one of the topics; a topic ending in '.' or '*' takes all below it. */
export function useLive(topics: string[], handler: Handler): void {
  const latest = useRef(handler)
  latest.current = handler
  const key = topics.join(',')
  useEffect(() => {
    if (!key) return
    const entry: Wanted = { topics: key.split(','), handler: (topic, data) => latest.current(topic, data) }
    wanted.add(entry)
    settle()
    return () => {
      wanted.delete(entry)
      settle()
    }
  }, [key])
}

/** Tells whether the live line is up; used by the wall to say that what it shows may be old. */
export function watchLine(watcher: (up: boolean) => void): () => void {
  watchers.add(watcher)
  return () => void watchers.delete(watcher)
}

// Pages come and go in one render; wait for the dust to settle before reopening.
function settle(): void {
  clearTimeout(timer)
  timer = setTimeout(open, 60)
}

function open(): void {
  const topics = [...new Set([...wanted].flatMap((w) => w.topics))].sort().join(',')
  if (topics === following && source && source.readyState !== EventSource.CLOSED) return
  source?.close()
  source = undefined
  following = topics
  if (!topics) return
  source = new EventSource(`/api/events?topics=${encodeURIComponent(topics)}`)
  source.addEventListener('open', () => {
    wait = 1000
    for (const watcher of watchers) watcher(true)
  })
  source.addEventListener('message', (event) => receive(event.data))
  source.addEventListener('error', () => {
    for (const watcher of watchers) watcher(false)
    // The browser retries by itself unless the answer was final (signed out, proxy error): then we do, ever more slowly.
    if (source?.readyState === EventSource.CLOSED) {
      clearTimeout(timer)
      timer = setTimeout(open, wait)
      wait = Math.min(wait * 2, 60_000)
    }
  })
}

function receive(text: string): void {
  let told: { topic?: string; data?: unknown }
  try {
    told = JSON.parse(text)
  } catch {
    return
  }
  if (!told.topic) return
  for (const { topics, handler } of wanted) if (topics.some((topic) => matches(topic, told.topic!))) handler(told.topic, told.data)
}

/** `cases` hears `cases` and `cases.task.late`; `cases.*` and `cases.` the same. */
export function matches(wantedTopic: string, topic: string): boolean {
  const stem = wantedTopic.replace(/\.?\*?$/, '')
  return topic === stem || topic.startsWith(`${stem}.`)
}

// Live pages: one EventSource shared by everything on screen, following the union of the topics that are wanted and allowed.

import { useEffect, useRef } from 'react'

type Handler = (topic: string, data: any) => void
type Wanted = { topics: string[]; handler: Handler }

const wanted = new Set<Wanted>()
const watchers = new Set<(up: boolean) => void>()
let allowed: string[] | undefined
let source: EventSource | undefined
let following = ''
let timer: ReturnType<typeof setTimeout> | undefined
let wait = 1000

/**
 * Calls `handler` whenever the server gives notice (ctx.notice) of one of the topics, or of one below it: `cases` hears `cases.task.late` too.
 * A topic that this person may not hear is left out silently.
 */
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

/** The topics that this person may hear, from /api/meta and the session; one refused topic would close the whole line. */
export function allowTopics(topics: string[]): void {
  if (topics.join() === allowed?.join()) return
  allowed = topics
  settle()
}

/** `cases` and `cases.*` hear `cases` and `cases.task.late`, not `casesfile`. */
export function matches(wantedTopic: string, topic: string): boolean {
  const stem = wantedTopic.replace(/\.?\*?$/, '')
  return topic === stem || topic.startsWith(`${stem}.`) || topic.startsWith(`${stem}:`)
}

/** What to ask the server for: at most 30 topics, which is its limit. */
export function topicsFor(wantedTopics: string[], allowedTopics: string[]): string[] {
  return allowedTopics
    .filter((topic) => wantedTopics.some((one) => matches(one, topic)))
    .sort()
    .slice(0, 30)
}

// Pages come and go in one render; wait for the dust to settle before reopening.
function settle(): void {
  clearTimeout(timer)
  timer = setTimeout(open, 60)
}

function open(): void {
  if (!allowed) return
  const all = [...wanted].flatMap((w) => w.topics)
  const topics = topicsFor(all, allowed).join(',')
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
  const { topic, data } = told
  if (!topic) return
  for (const { topics, handler } of wanted) if (topics.some((one) => matches(one, topic))) handler(topic, data)
}

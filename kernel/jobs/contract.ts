// HTTP routes of the job queue: what runs, what failed, run again.

import { Type } from 'typebox'
import {
  Any,
  Choice,
  DateTime,
  Filled,
  Id,
  Nullable,
  Obj,
  Optional,
  PageOf,
  PageQuery,
  Text,
  Whole,
  contract,
} from '#kernel/module'

const Name = Type.String({ pattern: '^[a-z][a-z0-9_.-]{1,99}$' })
const Queue = Obj({
  name: Name,
  module: Obj({ zh: Type.String(), en: Type.String() }),
  cron: Nullable(Type.String()),
  nextAt: Nullable(DateTime),
  waiting: Whole(0),
  active: Whole(0),
  failed: Whole(0),
  done: Whole(0),
  lastAt: Nullable(DateTime),
  lastMs: Nullable(Whole(0)),
  lastState: Nullable(Type.String()),
})
const Run = Obj({
  id: Id,
  name: Name,
  state: Choice('created', 'retry', 'active', 'completed', 'cancelled', 'failed', 'blocked'),
  attempts: Whole(0),
  createdAt: DateTime,
  startAfter: DateTime,
  startedAt: Nullable(DateTime),
  endedAt: Nullable(DateTime),
  message: Nullable(Type.String()),
  data: Any,
})

export default contract({
  'GET /jobs/queues': {
    may: 'jobs.queue.read',
    summary: { zh: '任务一览', en: 'Jobs and their last runs' },
    query: PageQuery(),
    reply: PageOf(Queue),
  },
  'GET /jobs/runs': {
    may: 'jobs.queue.read',
    summary: { zh: '任务运行记录', en: 'Runs of jobs' },
    query: PageQuery({ name: Optional(Name), state: Optional(Choice('waiting', 'active', 'failed', 'completed')) }),
    reply: PageOf(Run),
  },
  'POST /jobs/queues/:name/run': {
    may: 'jobs.queue.manage',
    summary: { zh: '立即运行', en: 'Run a job now' },
    params: Obj({ name: Name }),
    reply: Obj({ id: Nullable(Id) }),
  },
  'POST /jobs/runs/:id/retry': {
    may: 'jobs.queue.manage',
    summary: { zh: '重新运行', en: 'Run a failed job again' },
    params: Obj({ id: Id }),
    body: Obj({ name: Filled(100), note: Optional(Text(200)) }),
    reply: Obj({ id: Id }),
  },
})

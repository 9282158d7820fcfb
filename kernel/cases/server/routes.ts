// HTTP handlers of cases: thin; what they do is in the files they name.

import { sql } from 'kysely'
import { handlers, Problem, raw, type Context } from '#kernel/module'
import contract from '../contract.ts'
import { act } from './act.ts'
import { bpmnOf } from './bpmn.ts'
import { cards } from './cards.ts'
import { exemptClock } from './changes.ts'
import type { Flow } from './flows.ts'
import { countByState, findCases } from './lists.ts'
import { moveCases, rehearse } from './rehearse.ts'
import { todo, todoCount } from './todo.ts'
import { traffic } from './traffic.ts'
import { definitionOf, differences, dropDraft, publish, saveDraft, wrongWith } from './versions.ts'
import { casePage, shownAll } from './view.ts'

const instant = (value: Date | string | undefined) => (value === undefined ? undefined : new Date(value))

export default handlers(contract, {
  'GET /cases/todo': (ctx, { query }) => todo(ctx, query),
  'GET /cases/todo/count': (ctx) => todoCount(ctx),
  'GET /cases': async (ctx, { query }) => {
    const { from, to, sort, ...rest } = query
    const found = await findCases(ctx, { ...rest, from: instant(from), to: instant(to), sort: sort as 'openedAt' } as Parameters<
      typeof findCases
    >[1])
    return { items: (await shownAll(ctx, found.items)).map(rowOf), total: found.total, next: found.next }
  },
  'GET /cases/counts': async (ctx, { query }) => {
    const items = []
    for (const one of await countByState(ctx, query)) {
      const { rows } = await sql<{
        version: number
      }>`select live_version as version from cases.flow where id = ${one.flow}`.execute(ctx.db)
      const flow = await definitionOf(ctx, one.flow, rows[0]!.version)
      items.push({ ...one, stateName: flow.states[one.state]?.name ?? { zh: one.state, en: one.state } })
    }
    return { items }
  },
  'GET /cases/:id': (ctx, { params }) => casePage(ctx, params.id),
  'POST /cases/:id/:action': async (ctx, { params, body }) => {
    const { id, no, state, flags, dueAt, endedAt, rev } = await act(ctx, params.id, params.action, body.input ?? {}, body.rev)
    return { id, no, state, flags, dueAt, endedAt, rev }
  },
  'POST /cases/bulk': async (ctx, { body }) => {
    const items = []
    // In one order for everybody, so that two bulk actions never wait for each other in a circle.
    for (const one of [...body.cases].sort((a, b) => (a.id < b.id ? -1 : 1)))
      items.push(await actAlone(ctx, one, body.action, body.input ?? {}))
    return { items }
  },
  'GET /cases/:id/cards': async (ctx, { params }) => ({ items: await cards(ctx, params.id) }),
  'POST /cases/:id/clocks/:clock/exempt': (ctx, { params, body }) => exemptClock(ctx, params.id, params.clock, body.reason),

  'GET /cases/flows': async (ctx) => {
    const { rows } = await sql<any>`select f.id, f.system, f.name_zh, f.name_en, f.live_version as version,
        (select count(*)::int from cases.flow_version v where v.flow_id = f.id and v.status = 'draft') as drafts,
        (select count(*)::int from cases."case" c where c.flow_id = f.id and c.ended_at is null) as open
      from cases.flow f order by f.id`.execute(ctx.db)
    return { items: rows.map(({ nameZh, nameEn, ...row }) => ({ ...row, name: { zh: nameZh, en: nameEn } })), total: rows.length }
  },
  'GET /cases/flows/roles': (ctx) => ({
    items: ctx.house.modules.flatMap((one) => (one.roles ?? []).map(({ id, name }) => ({ id, name }))),
  }),
  'GET /cases/flows/:flow': async (ctx, { params }) => {
    const head = await ctx.db.selectFrom('cases.flow').selectAll().where('id', '=', params.flow).executeTakeFirst()
    if (!head) return ctx.fail('cases.flow.unknown', 404, { flow: params.flow })
    const { rows } =
      await sql<any>`select version, status, source, base, note, made_by_name, made_at, approved_by_name, published_at,
        (select count(*)::int from cases."case" c where c.flow_id = v.flow_id and c.version = v.version and c.ended_at is null) as open
      from cases.flow_version v where flow_id = ${params.flow} order by version desc`.execute(ctx.db)
    return {
      id: head.id,
      system: head.system,
      name: { zh: head.nameZh, en: head.nameEn },
      live: head.liveVersion,
      versions: rows,
    }
  },
  'GET /cases/flows/:flow/:version': async (ctx, { params: { flow: id, version } }) => {
    const row = await ctx.db
      .selectFrom('cases.flowVersion')
      .selectAll()
      .where('flowId', '=', id)
      .where('version', '=', version)
      .executeTakeFirst()
    if (!row) return ctx.fail('cases.flow.unknown', 404, { flow: id })
    const base = row.base ? await definitionOf(ctx, id, row.base) : null
    return {
      flow: id,
      version,
      status: row.status,
      definition: row.definition,
      wrong: wrongWith(row.definition as Flow),
      differences: base ? differences(base, row.definition) : [],
    }
  },
  'GET /cases/flows/:flow/:version/bpmn': async (ctx, { params }) =>
    raw(bpmnOf(await definitionOf(ctx, params.flow, params.version), params.version, ctx.lang), {
      type: 'application/xml; charset=utf-8',
      headers: { 'content-disposition': `attachment; filename="${params.flow}-v${params.version}.bpmn"` },
    }),
  'GET /cases/flows/:flow/traffic': (ctx, { params, query }) => traffic(ctx, params.flow, instant(query.from), instant(query.to)),
  'POST /cases/flows/:flow/drafts': (ctx, { params, body }) => saveDraft(ctx, params.flow, body.definition as Flow, body.note),
  'PATCH /cases/flows/:flow/:version': (ctx, { params, body }) =>
    saveDraft(ctx, params.flow, body.definition as Flow, body.note, params.version),
  'DELETE /cases/flows/:flow/:version': (ctx, { params }) => dropDraft(ctx, params.flow, params.version),
  'GET /cases/flows/:flow/:version/rehearsal': async (ctx, { params, query }) =>
    rehearse(ctx, await definitionOf(ctx, params.flow, params.version), query.days),
  'POST /cases/flows/:flow/:version/publish': (ctx, { params }) => publish(ctx, params.flow, params.version),
  'POST /cases/flows/:flow/:version/move': async (ctx, { params, body }) =>
    moveCases(
      ctx,
      await definitionOf(ctx, params.flow, params.version),
      body.from,
      params.version,
      body.states as Record<string, string>,
      body.preview,
    ),
})

function rowOf(one: Awaited<ReturnType<typeof shownAll>>[number]) {
  const {
    id,
    no,
    title,
    system,
    flowName,
    state,
    stateName,
    flags,
    priority,
    org,
    orgName,
    area,
    openedAt,
    endedAt,
    result,
    dueAt,
    warnAt,
    rev,
    page,
  } = one
  return {
    id,
    no,
    title,
    system,
    flow: one.flowId,
    flowName,
    state,
    stateName,
    flags,
    priority,
    org,
    orgName,
    area,
    openedAt,
    endedAt,
    result,
    dueAt,
    warnAt,
    rev,
    page,
  }
}

/** One of several: its refusal is an answer and leaves the others alone. */
async function actAlone(ctx: Context, one: { id: string; rev: number }, action: string, input: object) {
  await sql`savepoint one_of_several`.execute(ctx.db)
  try {
    await act(ctx, one.id, action, input as Record<string, unknown>, one.rev)
    await sql`release savepoint one_of_several`.execute(ctx.db)
    return { id: one.id, done: true, code: null }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    await sql`rollback to savepoint one_of_several`.execute(ctx.db)
    return { id: one.id, done: false, code: error.code }
  }
}

// A million cases as a city would have them after years: written by SQL, spread over years, agencies, areas and states.

import { say } from '../lib/report.ts'

type Exec = (text: string, values?: readonly unknown[]) => Promise<{ rows: Record<string, any>[] }>

const years = { from: '2020-01-01', days: 2_510 }
const slice = 100_000

/** Fills the tables of cases; 2 % are open, 4 % were rejected, 6 % were late. Returns how many. */
export async function seedCases(exec: Exec, count: number, orgs: number): Promise<number> {
  await exec(`select kernel.ensure_months('cases.case_step', '${years.from}', 84)`)
  await exec(`create function pg_temp.v7(t timestamptz, salt text) returns uuid language sql immutable as
    $$ select (lpad(to_hex((extract(epoch from t) * 1000)::bigint), 12, '0') || '7' || substr(md5(salt), 1, 3) || '8' || substr(md5(salt), 4, 15))::uuid $$`)
  for (let first = 0; first < count; first += slice) {
    const last = Math.min(first + slice, count) - 1
    await exec(`create temp table seed on commit drop as
      select i, pg_temp.v7(t, 'c' || i) as id, t as opened_at,
        case when i % 50 = 0 then case when i % 100 = 0 then 'pending' else 'handling' end when i % 25 = 1 then 'rejected' else 'closed' end as state,
        '00000000-0000-4000-8000-' || lpad((case when i % 100 = 0 then 0 else (i * 7919::bigint) % ${orgs} end)::text, 12, '0') as org,
        '4302' || lpad((2 + i % 9)::text, 2, '0') || lpad((1 + (i / 9) % 12)::text, 3, '0') as area,
        (array['建设路','人民路','天元大道','红旗路','新华路','长江路','黄河路','泰山路','株洲大道','芦淞路'])[1 + i % 10] as road,
        (array['路灯不亮','井盖缺失','垃圾堆积','占道经营','噪音扰民','道路积水','树木倒伏','管道漏水','违章停车','墙面破损'])[1 + (i / 10) % 10] as what, i % 17 = 5 as late
      from (select i, timestamptz '${years.from} 00:00+08' + (i::float8 / ${count}) * interval '${years.days} days' as t from generate_series(${first}, ${last}) i) x`)
    await exec(`insert into cases."case" (id, no, flow_id, version, system, title, state, flags, priority, org, opened_org, handled_org, area, place, opened_by, opened_at, ended_at, result, due_at, warn_at, moved_at, trail, rev)
      select id, 'BS-' || to_char(opened_at, 'YYYYMMDD') || '-' || lpad(i::text, 7, '0'), 'bench.matter', 1, 'bench', road || i % 900 || '号' || what, state,
        case when late then array['overdue'] else '{}'::text[] end, 0, org, '00000000-0000-4000-8000-000000000000', org, area,
        st_setsrid(st_makepoint(113 + (i % 1000) / 5000.0, 27.7 + (i % 777) / 5000.0), 4326), null, opened_at,
        case when state in ('closed', 'rejected') then opened_at + interval '3 days' end, case state when 'closed' then 'done' when 'rejected' then 'void' end,
        case when state in ('pending', 'handling') then now() + (i % 2000 - 200) * interval '1 hour' end, null, opened_at + interval '1 hour', '[]', case state when 'pending' then 1 when 'handling' then 2 else 3 end
      from seed order by i`)
    await exec(`insert into cases.case_text (case_id, flow_id, words)
      select id, 'bench.matter', array_to_tsvector(array[substr(road, 1, 2), substr(road, 2, 2), (i % 900)::text, substr(what, 1, 2), substr(what, 2, 2), substr(what, 3, 2),
        'bs-' || to_char(opened_at, 'YYYYMMDD') || '-' || lpad(i::text, 7, '0'), lpad(i::text, 7, '0')]) from seed order by i`)
    await exec(`insert into cases.case_task (case_id, id, flow_id, system, state, kind, status, pool, holder, opened_at, due_at, done_at, done_by, outcome)
      select id, pg_temp.v7(opened_at, 't' || i), 'bench.matter', 'bench', 'pending', 'state', case when state = 'pending' then 'open' else 'done' end,
        '00000000-0000-4000-8000-000000000000:bench.dispatcher', '00000000-0000-4000-8000-000000000000:bench.dispatcher', opened_at,
        case when state = 'pending' then now() + (i % 2000 - 200) * interval '1 hour' end, case when state <> 'pending' then opened_at + interval '1 hour' end,
        case when state <> 'pending' then '00000000-0000-4000-9000-000000000001' end, case when state = 'rejected' then 'reject' when state <> 'pending' then 'assign' end from seed
      union all select id, pg_temp.v7(opened_at + interval '1 hour', 'u' || i), 'bench.matter', 'bench', 'handling', 'state', case when state = 'handling' then 'open' else 'done' end,
        org || ':bench.handler', org || ':bench.handler', opened_at + interval '1 hour', case when state = 'handling' then now() + (i % 2000 - 200) * interval '1 hour' end,
        case when state = 'closed' then opened_at + interval '3 days' end, case when state = 'closed' then '00000000-0000-4000-9000-1' || substr(org, 26) end, case when state = 'closed' then 'resolve' end
      from seed where state in ('handling', 'closed')`)
    await exec(`insert into cases.case_clock (case_id, id, kind, ref, org, calendar, allowance, original, warn, started_at, due_at, warn_at, next_at, warned_at, breached_at, stopped_at, result)
      select id, pg_temp.v7(opened_at, ref || i), kind, ref, org, 'city', allowance, allowance, '0.25', opened_at,
        case when ended then opened_at + case when late then interval '2 days' else interval '20 days' end else now() + (i % 2000 + 1) * interval '1 hour' end,
        opened_at + interval '15 days', case when not ended then now() + (i % 2000 + 1) * interval '1 hour' end, case when late then opened_at + interval '1 day' end,
        case when late and ended then opened_at + interval '2 days' end, case when ended then opened_at + interval '3 days' end, case when ended then case when late then 'BREACHED' else 'MET' end else 'RUNNING' end
      from (select i, id, org, opened_at, late, 'total' as kind, 'total' as ref, '15wd' as allowance, state in ('closed', 'rejected') as ended from seed
        union all select i, id, org, opened_at, late and state <> 'pending', 'state', 'pending', '30um', state <> 'pending' from seed
        union all select i, id, org, opened_at, false, 'state', 'handling', '5wd', state = 'closed' from seed where state in ('handling', 'closed')) k`)
    await exec(`insert into cases.case_step (case_id, at, id, flow_id, actor_id, actor_name, org_id, action, from_state, to_state, input)
      select id, opened_at + n * interval '1 hour', pg_temp.v7(opened_at, 's' || n || '-' || i), 'bench.matter', '00000000-0000-4000-9000-000000000001', '基准', '00000000-0000-4000-8000-000000000000',
        (array['open','assign','resolve'])[n + 1], (array[null,'pending','handling'])[n + 1], (array['pending','handling','closed'])[n + 1],
        case n when 2 then '{"text":"已现场处置，恢复正常。"}'::jsonb else '{}' end
      from seed cross join generate_series(0, case state when 'pending' then 0 when 'closed' then 2 else 1 end) n order by i, n`)
    await exec(
      `insert into cases.tally_change select 'bench.matter', state, org, area, state in ('closed', 'rejected'), count(*)::int from seed group by 1, 2, 3, 4, 5`,
    )
    await exec('drop table seed')
    if (last + 1 === count || (last + 1) % 500_000 === 0) say(`  … ${(last + 1).toLocaleString('en-US')} cases`)
  }
  return count
}

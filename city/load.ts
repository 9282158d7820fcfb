// Loads the demo city: geography, organisations, people, then each module's own demo; a second start skips what is there.

import { sql } from 'kysely'
import type { City } from '#kernel/http'

/** Loads what is missing and returns lines that tell how to sign in. */
export async function loadDemo(city: City, size: 'default' | 'full', say: (line: string) => void): Promise<string[]> {
  const loaded = async (key: string) => (await sql`select 1 from kernel.fact where key = ${key}`.execute(city.db)).rows.length > 0
  const once = async (part: string, load: Parameters<City['run']>[1]) => {
    const key = `demo.${part}.${size}`
    if (await loaded(key)) return
    const from = performance.now()
    await city.run({ action: `demo.${part}` }, async (ctx) => {
      await load(ctx)
      await sql`insert into kernel.fact (key, value) values (${key}, '{}') on conflict do nothing`.execute(ctx.db)
    })
    say(`demo ${part} ${((performance.now() - from) / 1000).toFixed(1)} s`)
  }
  for (const one of city.house.modules) if (one.demo) await once(one.id, (ctx) => one.demo!(ctx, size))
  return []
}

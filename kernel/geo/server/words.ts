// Finds the spot that people mean when they place a thing by another: 二中对面, 泰山路与长江路交叉口.
import { sql } from 'kysely'
import type { Context } from '#kernel/module'
import { crossing, withoutAreas } from './addresses.ts'
import type { Found, SearchOptions } from './found.ts'
import { normal } from './names.ts'
import { searchPlaces } from './search.ts'

const TWO_ROADS = /^(.+?(?:路|街|大道|道|巷|环线|环))(?:与|和|跟|同|[/x×&-])?(.+?(?:路|街|大道|道|巷|环线|环))(?:的)?$/

/**
 * Where a phrase such as 二中对面, 神农城南门旁边, 泰山路与长江路交叉口 is: the best place, with the word that relates the spot to it.
 * A phrase without such a word is searched as it stands. Undefined when nothing is found.
 */
export async function placeWords(ctx: Context, phrase: string, options: SearchOptions = {}): Promise<Found | undefined> {
  const text = normal(phrase)
    .replace(/^(我在|位于|就在|在|从|到)/, '')
    .slice(0, 60)
  const { rows } = await sql<{ word: string; relation: string }>`
    select word, relation from geo.relation_word where position(word in ${text}) > 0 order by char_length(word) desc`.execute(
    ctx.db,
  )
  const direct = (await searchPlaces(ctx, text, { ...options, limit: 1 }))[0]
  // a name that holds such a word (北门菜市场, 桥下村) is itself the place
  if (direct && ['exact', 'alias', 'address', 'coordinate'].includes(direct.matchType)) return direct
  for (const { word, relation } of rows) {
    const at = text.lastIndexOf(word)
    const landmark = text.slice(0, at).replace(/的$/, '')
    if (landmark.length < 2) continue
    const { rest } = await withoutAreas(ctx, landmark)
    const roads = relation === 'crossing' ? TWO_ROADS.exec(rest) : null
    if (roads) {
      const spot = await crossing(ctx, roads[1]!, roads[2]!, options.focus)
      if (spot) {
        const name = `${roads[1]}与${roads[2]}交叉口`
        const confidence = spot.exact ? 0.95 : 0.8
        return {
          id: `x:${roads[1]}:${roads[2]}`,
          name,
          kind: 'crossing',
          address: null,
          adcode: null,
          lng: spot.lng,
          lat: spot.lat,
          score: confidence,
          confidence,
          matchType: 'intersection',
          ranges: [[0, name.length]],
          relation,
        }
      }
    }
    const found = (await searchPlaces(ctx, landmark, { ...options, limit: 1 }))[0]
    if (found && found.matchType !== 'fuzzy')
      return { ...found, confidence: Math.round(found.confidence * 90) / 100, matchType: 'relative', relation }
  }
  return direct
}

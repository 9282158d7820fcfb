// The geography as a module: areas, places, grid cells, layers, vector tiles, search.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { module } from '#kernel/module'
import contract from './contract.ts'
import routes, { doors, keepTilesIn } from './server/routes.ts'
import { foldTouches } from './server/upkeep.ts'

export default module({
  id: 'geo',
  name: { zh: '地图与地名', en: 'Map and places' },
  pillar: 'kernel',
  schema: 'geo',
  permissions: {},
  contract,
  routes,
  doors,
  menu: [{ page: '/geo/map', name: { zh: '一张图', en: 'City map' }, may: 'signed-in', icon: 'map' }],
  jobs: { 'geo.fold_touches': { cron: '*/5 * * * *', run: (ctx) => foldTouches(ctx) } },
  async start(city) {
    mkdirSync(city.data, { recursive: true })
    const close = keepTilesIn(join(city.data, 'tiles.sqlite'))
    return async () => close()
  },
})

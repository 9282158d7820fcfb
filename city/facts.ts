// What the shell needs to know about the demo city before anything is loaded.

import type { CityFacts } from '#kernel/http'

export const facts: CityFacts = {
  name: { zh: '株洲市（演示）', en: 'Zhuzhou (demo)' },
  code: '430200',
  center: [113.134, 27.828],
  zoom: 12,
}

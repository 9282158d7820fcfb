// The citizen portal: home, services, my matters, language and print size.

import { module } from '#kernel/module'
import { pages } from './api.ts'
import { accessibility, chooseLanguage, chooseSize, home, myMatters, robots, services } from './server/portal.ts'

export default module({
  id: 'pages',
  name: { zh: '市民门户', en: 'Citizen portal' },
  pillar: 'kernel',
  pages: pages({
    'GET /': { may: 'public', limit: 'public', run: home },
    'GET /services': { may: 'public', limit: 'public', run: services },
    'GET /my': { may: 'citizen', run: myMatters },
    'GET /accessibility': { may: 'public', run: accessibility },
    'GET /lang/:lang': { may: 'public', run: chooseLanguage },
    'GET /large/:on': { may: 'public', run: chooseSize },
  }),
  doors: { 'GET /robots.txt': { may: 'public', run: robots } },
})

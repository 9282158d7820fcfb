// The hotline's citizen pages by path.

import { pages } from '#kernel/pages'
import { showList, showOne } from './answered-pages.ts'
import { send, showCheck, showDone, showForm, takeForm } from './report-pages.ts'
import { showOwn, showTrack, takeRating, takeTrack } from './track-pages.ts'

export default pages({
  'GET /report': { may: 'public', limit: 'public', run: showForm },
  'POST /report': { may: 'public', limit: 'form', bodyLimit: 130 * 1024 * 1024, run: takeForm },
  'GET /report/check/:token': { may: 'public', limit: 'public', run: showCheck },
  'POST /report/send/:token': { may: 'public', limit: 'form', run: send },
  'GET /report/done/:token': { may: 'public', limit: 'public', run: showDone },
  'GET /track': { may: 'public', limit: 'public', run: (ctx, req) => showTrack(ctx, req) },
  'POST /track': { may: 'public', limit: 'form', run: takeTrack },
  'GET /track/:no': { may: 'citizen', run: showOwn },
  'POST /track/rate': { may: 'public', limit: 'form', run: takeRating },
  'GET /answered': { may: 'public', limit: 'public', run: showList },
  'GET /answered/:id': { may: 'public', limit: 'public', run: showOne },
})

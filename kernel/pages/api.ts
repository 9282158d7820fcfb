// Citizen pages rendered by the server: html with escaping, the frame, form parts, and the portal itself.

import type { Doors, Door } from '#kernel/module'

export { html, Html, escapeHtml, paragraphs, type Part } from './server/html.ts'
export { page, problemPage, localPath, nameCity, type PageParts } from './server/layout.ts'
export {
  textField,
  longField,
  radioField,
  selectField,
  checkField,
  fileField,
  placeField,
  errorSummary,
  form,
  facts,
  steps,
  when,
  type FormErrors,
  type Option,
} from './server/forms.ts'

/** Declares citizen pages: 'GET /report': { may: 'public', run: async (ctx, req) => page(ctx, req, {...}) }. */
export function pages(doors: Record<string, Omit<Door, 'page'>>): Doors {
  return Object.fromEntries(Object.entries(doors).map(([key, door]) => [key, { ...door, page: true }])) as Doors
}

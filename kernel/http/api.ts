// HTTP: the server built from the house, live pages, OpenAPI, words, and the start of the whole city.

export { bootCity, prepareDatabase, cacheFolder, type City, type Config, type BootParts, type CityFacts } from './server/boot.ts'
export { sessionCookie, type Caller, type Authenticate } from './server/known.ts'
export { openApi } from './server/openapi.ts'
export { loadWords, type Words } from './server/words.ts'
export { forgetReplies } from './server/idempotency.ts'
export type { Live } from './server/live.ts'

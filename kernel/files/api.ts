// Files: keep an upload, attach it to what it belongs to, list, read, and link to it.

export { openFiles } from './server/store.ts'
export { examine, keepUpload, type FileInfo } from './server/uploads.ts'
export { attach, filesOf, findFile, readFile, signFile, type Size } from './server/files.ts'
export { serveFile } from './server/serve.ts'

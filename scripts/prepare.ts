// Makes the archive from which a new embedded database starts, while the web is being built.

import { cacheFolder } from '#kernel/http'
import { extensionArchive } from '#kernel/db'

await extensionArchive(cacheFolder(new URL('..', import.meta.url).pathname), (line) => console.error(`          ${line}`))

// Demo tickets; written below.

import type { Context } from '#kernel/module'

export async function demo(_ctx: Context): Promise<void> {}

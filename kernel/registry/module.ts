// The registry as a module: the history that all registries share.
import { module } from '#kernel/module'

export default module({ id: 'registry', name: { zh: '名录', en: 'Registries' }, pillar: 'kernel', schema: 'registry' })

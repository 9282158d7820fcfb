// The one generic list and form, for plain registries only.

export { registry, type Registry, type RegistrySpec } from './server/registry.ts'
export type { FieldSpec } from './server/fields.ts'

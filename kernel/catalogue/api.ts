// The catalogue: code tables and settings in force on a day, declared by modules; CSV.

export { code, codes, defineCodes, type Code, type NewCode } from './server/codes.ts'
export { defineSettings, setting, type SettingKind, type SettingValue } from './server/settings.ts'
export { same } from './server/changes.ts'
export { byHeading, parseCsv, toCsv } from './server/csv.ts'

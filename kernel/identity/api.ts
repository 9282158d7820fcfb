// Identity: people, organisations, posts, roles, data scope, sessions.

export { authenticate, forgetActors } from './server/authenticate.ts'
export { openIdentity } from './server/opening.ts'
export * from './server/validators.ts'
export * from './server/masking.ts'

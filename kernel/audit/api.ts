// Who did what: written with the deed, sealed into a chained hash tree, provable offline.

export { recordAudit, type Entry } from './server/entries.ts'
export { seal, sealRestored } from './server/seals.ts'
export { anchor, parseAnchor, proof, verifyAudit, type Anchor, type Difference, type Report } from './server/proofs.ts'
export { verifyProof, type Proof, type Verdict } from './server/offline.ts'

// The one error type: a stable code that is also the key of its words, a status and parameters (RFC 9457).

export type FieldProblem = { path: string; code: string; params?: Record<string, unknown> }

/** An expected failure. `code` is `<module>.<what>` and has words in zh and en under `error.<code>`. */
export class Problem extends Error {
  readonly code: string
  readonly status: number
  readonly params: Record<string, unknown>
  readonly errors: FieldProblem[] | undefined

  constructor(code: string, status: number, params: Record<string, unknown> = {}, errors?: FieldProblem[]) {
    super(`${code} ${JSON.stringify(params)}`)
    this.name = 'Problem'
    this.code = code
    this.status = status
    this.params = params
    this.errors = errors
  }
}

/** Throws a Problem. Status: 400 schema, 401, 403, 404, 409 state or version, 422 rule broken, 429 too many. */
export function fail(code: string, status: number, params?: Record<string, unknown>, errors?: FieldProblem[]): never {
  throw new Problem(code, status, params, errors)
}

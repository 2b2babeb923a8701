/** An answer that is none: what the server says, or that it does not answer at all. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  /** The HTTP status; 0 where the server was not reached. */
  readonly status: number
  readonly code: string
  /** What the server sent along, the problem as it is. */
  readonly problem: Readonly<Record<string, unknown>>

  constructor(status: number, code: string, message: string, problem = {}) {
    super(message)
    this.status = status
    this.code = code
    this.problem = problem
  }
}

/** An error as the protocol has it. */
export interface PipesException {
  readonly message: string
  readonly stack: readonly string[]
  readonly name: string | null
  readonly cause: PipesException | null
  readonly context: null
}

/** Causes beyond so many are left out: one of them may be its own. */
const mostCauses = 10

export function describeException(error: unknown, depth = 0): PipesException {
  if (!(error instanceof Error)) {
    return { message: String(error), stack: [], name: null, cause: null, context: null }
  }
  const { message, name, stack = '', cause } = error
  const hasCause = cause !== undefined && cause !== null && depth < mostCauses
  return {
    message,
    stack: stack.split('\n').flatMap((line) => (/^\s+at /.test(line) ? [`${line}\n`] : [])),
    name,
    cause: hasCause ? describeException(cause, depth + 1) : null,
    context: null,
  }
}

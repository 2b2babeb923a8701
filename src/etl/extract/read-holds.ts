import type { Hold, Holds } from '../../signal/hold.ts'

/** What the Connector says of how a variable's samples come; nothing where they are periodic. */
export interface SampledVariable {
  readonly sampling?: unknown
  /** Seconds; null: a value holds until the next. */
  readonly max_hold?: unknown
}

/** Those variables whose values come on change. Throws where it is not said how long one holds. */
export function readHolds(
  variables: readonly (SampledVariable & { readonly name: string })[],
): Holds {
  return new Map(
    variables.flatMap(({ name, sampling, max_hold: most }): [string, Hold][] => {
      if (sampling !== 'on-change') return []
      if (most === null || (typeof most === 'number' && most > 0)) return [[name, { most }]]
      throw new Error(`it does not say how long ${name} holds`)
    }),
  )
}

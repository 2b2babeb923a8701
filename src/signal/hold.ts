/** How samples of a variable come: one every so often, or one whenever its value changes. */
export const samplings = ['periodic', 'on-change'] as const

export type Sampling = (typeof samplings)[number]

/** Of a variable whose samples come on change: each value holds until the next, and at most so long. */
export interface Hold {
  /** Seconds; null: until the next, however long that takes. */
  readonly most: number | null
}

/** By variable: those whose samples come on change. */
export type Holds = ReadonlyMap<string, Hold>

/** How long a value holds at most, in microseconds. */
export function longestHold({ most }: Hold): number {
  return most === null ? Infinity : most * 1e6
}

/** The longest time that a value of any of them holds, in microseconds; 0 where none comes on change. */
export function longestOf(holds: Holds): number {
  return Math.max(0, ...[...holds.values()].map(longestHold))
}

/** Those of the variables whose values come on change, each with how long one holds. */
export function holdsOf(
  variables: readonly { readonly name: string; readonly hold?: Hold }[],
): Holds {
  return new Map(
    variables.flatMap(({ name, hold }): [string, Hold][] =>
      hold === undefined ? [] : [[name, hold]],
    ),
  )
}

import fc from 'fast-check'

/** One sample; a value of null is none. Times are in minutes. */
export interface ModelSample {
  readonly minute: number
  readonly value: number | null
}

/** Series of a sensor that hangs now and then, with samples missing and times that are a little off. */
export const series: fc.Arbitrary<readonly ModelSample[]> = fc
  .array(
    fc.record({
      length: fc.integer({ min: 1, max: 14 }),
      value: fc.integer({ min: 0, max: 8 }),
      step: fc.constantFrom(0, 0, 0, 0.1),
      gap: fc.constantFrom(0, 0, 0, 1, 2, 3, 4),
      missing: fc.constantFrom(0, 0, 0.3),
      late: fc.constantFrom(0, 0.1),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => {
    const samples: ModelSample[] = []
    let minute = 0
    for (const { length, value, step, gap, missing, late } of parts) {
      minute += gap
      for (let at = 0; at < length; at++, minute++) {
        const isMissing = Math.sin(minute * 7.3) ** 2 < missing
        samples.push({ minute: minute + late, value: isMissing ? null : value + step * at })
      }
    }
    return samples
  })

export interface ModelRule {
  readonly minutes: number
  readonly tolerance: number
  readonly above?: number
}

/**
 * The definition, word by word: a sample is frozen if some run holds it. A run is of at least three samples in a row that
 * have a value above what the rule says, none of two neighbours more than three and a half minutes apart; they last so
 * many minutes, a minute each, half a one more or less; the greatest less the least is no more than the tolerance.
 */
export function frozenBy(samples: readonly ModelSample[], rule: ModelRule): boolean[] {
  const used = samples
    .map(({ minute, value }, index) => ({ minute, value, index }))
    .filter(
      (one): one is { minute: number; value: number; index: number } =>
        one.value !== null && one.value > (rule.above ?? -Infinity),
    )
  const frozen = new Array<boolean>(samples.length).fill(false)
  for (let first = 0; first < used.length; first++) {
    for (let last = first + 2; last < used.length; last++) {
      const run = used.slice(first, last + 1)
      const isInARow = run.every(
        ({ minute }, at) => at === 0 || minute - run[at - 1]!.minute <= 3.5,
      )
      const values = run.map(({ value }) => value)
      const isLong = run.at(-1)!.minute - run[0]!.minute + 1.5 >= rule.minutes
      const spread = Math.max(...values) - Math.min(...values)
      if (isInARow && isLong && spread <= rule.tolerance + 1e-9) {
        for (const { index } of run) frozen[index] = true
      }
    }
  }
  return frozen
}

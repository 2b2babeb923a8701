import { say } from '../../src/log/say.ts'

/** One of those that are measured side by side. */
export interface Contestant {
  readonly name: string
  /** Before each run, not measured. */
  readonly prepare?: (run: number) => Promise<void>
  /** Gives what was measured, in the row's unit. */
  readonly measure: (run: number) => Promise<number>
  /** Runs at most: a slow one has its turn in the last runs alone. */
  readonly mostRuns?: number
}

/**
 * Measures contestants in turn, so that whatever else the machine does meets them all: every run of
 * each, by name.
 */
export async function alternate(
  runs: number,
  contestants: readonly Contestant[],
): Promise<Map<string, number[]>> {
  const measured = new Map<string, number[]>(contestants.map(({ name }) => [name, []]))
  for (let run = 0; run < runs; run++) {
    for (const { name, prepare, measure, mostRuns = Infinity } of contestants) {
      if (run < runs - mostRuns) continue
      await prepare?.(run)
      const value = await measure(run)
      measured.get(name)!.push(value)
      say(`    run ${run + 1}, ${name}: ${Number(value.toPrecision(3))}`)
    }
  }
  return measured
}

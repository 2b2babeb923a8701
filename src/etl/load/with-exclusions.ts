import { ExclusionsDiffer } from '../../target/load/exclusions-differ.ts'
import type { ExcludedInterval } from '../../target/load/read-in-force.ts'

/** So often a window is made again, where somebody excludes samples each time. */
const mostTimes = 5

/**
 * Makes and loads days, with what is known to be excluded by hand of them, and again where the Target says, once it has the
 * locks, that something else is: mostly nothing is excluded, and nobody needs to be asked before.
 */
export async function withSameExclusions<T>(
  known: readonly ExcludedInterval[],
  load: (excluded: readonly ExcludedInterval[]) => Promise<T>,
): Promise<T> {
  let excluded = known
  for (let time = 1; ; time++) {
    try {
      return await load(excluded)
    } catch (error) {
      if (!(error instanceof ExclusionsDiffer) || time === mostTimes) throw error
      excluded = error.excluded
    }
  }
}

import type { Target } from '../tables/schema.ts'
import { loadParts } from './load-parts.ts'
import type { LoadResult, WindowLoad } from './window-load.ts'

/** Loads a window of one asset, as `loadParts` does. Gives what changed, day by day. */
export async function loadWindow(target: Target, load: WindowLoad): Promise<LoadResult[]> {
  const expectedValues = load.series.reduce((sum, { time }) => sum + time.length, 0)
  const ids = load.series.map(({ id }) => id)
  const [results] = await loadParts(target, { days: load.days, expectedValues, ids }, [load])
  return results!
}

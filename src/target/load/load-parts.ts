import type { Interval } from '../../time/interval.ts'
import type { Target } from '../tables/schema.ts'
import { loadWindow } from './load-window.ts'
import type { LoadResult, WindowLoad } from './window-load.ts'

export async function loadParts(
  target: Target,
  _window: { readonly days: readonly Interval[]; readonly expectedValues: number },
  parts: AsyncIterable<WindowLoad>,
): Promise<LoadResult[][]> {
  const results: LoadResult[][] = []
  for await (const part of parts) results.push(await loadWindow(target, part))
  return results
}

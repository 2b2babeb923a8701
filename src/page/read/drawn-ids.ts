import type { Series } from './series.ts'

export type DrawnIds = Readonly<Partial<Record<'mean' | 'min' | 'max' | 'std', number>>>

/**
 * The signals that a chart draws. What has no mean is drawn in its place: a state in which it was for most of each bin, a
 * counter by how much it grew. Signals of what a variable was before may still be there, without values.
 */
export function drawnIds({ ids, kind }: Pick<Series, 'ids' | 'kind'>): DrawnIds {
  const { mode, increase } = ids
  if (kind === 'state') return mode === undefined ? {} : { mean: mode }
  if (kind === 'counter') return increase === undefined ? {} : { mean: increase }
  if (ids.mean !== undefined) return ids
  const other = mode ?? increase
  return other === undefined ? ids : { ...ids, mean: other }
}

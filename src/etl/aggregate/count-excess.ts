/** Samples that neighbours have made up for, from which on a day's times are known to waver. */
const fewestThatWaver = 3

/**
 * Samples beyond what bins can hold, that no neighbour lacks: times that waver put 11 into one bin and
 * leave 9 in the next, which is no fault. In a day's first and last bin a single one may be what the day
 * beside it lacks. A sample interval that does not divide the bin makes bins of unlike size.
 *
 * Where times waver all day, whole bins may lie between the two: each has taken a sample of the bin before
 * and given one to the next. There one too many and one too few in turn are no fault either.
 */
export function countExcess(counts: Float64Array, perBin: number): number {
  const capacity = Math.ceil(perBin)
  const { over, taken } = takenByNeighbours(counts, capacity)
  const left = over.reduce((sum, samples) => sum + Math.max(0, samples), 0)
  return left === 0 || taken < fewestThatWaver ? left : left - countWandered(over)
}

/** What each bin has beyond its capacity, or lacks (negative), once the bins beside it have made up for it. */
function takenByNeighbours(counts: Float64Array, capacity: number) {
  const over = counts.map((count) => count - capacity)
  const gapOf = (bin: number) => Math.max(0, -(over[bin] ?? 0))
  let taken = 0
  for (let bin = 0; bin < over.length; bin++) {
    if (over[bin]! <= 0) continue
    const isEdge = bin === 0 || bin === over.length - 1
    if (isEdge && over[bin]! - gapOf(bin - 1) - gapOf(bin + 1) === 1) over[bin]!--
    for (const beside of [bin - 1, bin + 1]) {
      const samples = Math.min(over[bin]!, gapOf(beside))
      if (samples === 0) continue
      over[bin]! -= samples
      over[beside]! += samples
      taken += samples
    }
  }
  return { over, taken }
}

/**
 * Of bins with too many and bins with too few that follow one another, one sample each; the days before and
 * after may have taken one too.
 */
function countWandered(over: Float64Array): number {
  let wandered = 0
  /** Whether the last one that was not whole lacks one still (-1), has one too many still (1), or neither. */
  let open = -1
  for (const samples of over) {
    if (samples === 0) continue
    const sign = Math.sign(samples)
    const isMatched = sign === -open
    if (isMatched) wandered++
    open = isMatched && Math.abs(samples) === 1 ? 0 : sign
  }
  return open > 0 ? wandered + 1 : wandered
}

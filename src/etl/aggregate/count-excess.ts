/**
 * Samples beyond what bins can hold, that no neighbour lacks: times that waver put 11 into one bin and
 * leave 9 in the next, which is no fault. In a day's first and last bin a single one may be what the day
 * beside it lacks. A sample interval that does not divide the bin makes bins of unlike size.
 */
export function countExcess(counts: Float64Array, perBin: number): number {
  const capacity = Math.ceil(perBin)
  const gapOf = (bin: number) => Math.max(0, capacity - (counts[bin] ?? capacity))
  let excess = 0
  /** What the bin before lacks and no other has made up for. */
  let lacking = 0
  for (let bin = 0; bin < counts.length; bin++) {
    const over = counts[bin]! - capacity
    if (over <= 0) {
      lacking = -over
      continue
    }
    const next = gapOf(bin + 1)
    const isEdge = bin === 0 || bin === counts.length - 1
    const forgiven = isEdge && over - lacking - next <= 1 ? 1 : 0
    const left = Math.max(0, over - forgiven - lacking)
    const ofNext = Math.min(left, next)
    excess += left - ofNext
    lacking = 0
    if (ofNext > 0) {
      // The next bin lacks something and so has nothing over: what is left of its gap is for the one after.
      lacking = next - ofNext
      bin++
    }
  }
  return excess
}

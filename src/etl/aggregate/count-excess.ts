/**
 * Samples beyond what bins can hold, that no neighbour lacks: times that waver put 11 into one bin and
 * leave 9 in the next, which is no fault. One that the day before or after lacks may be in the first
 * and the last bin. A sample interval that does not divide the bin makes bins of unlike size.
 */
export function countExcess(counts: Float64Array, perBin: number): number {
  const capacity = Math.ceil(perBin)
  let excess = 0
  /** What the bin before lacks and no other has made up for. */
  let lacking = 1
  for (let bin = 0; bin < counts.length; bin++) {
    const over = counts[bin]! - capacity
    if (over <= 0) {
      lacking = -over
      continue
    }
    const ofLast = Math.min(over, lacking)
    // The next bin's gap is taken before it is looked at: what is left of it is for the one after.
    const next = bin + 1 < counts.length ? Math.max(0, capacity - counts[bin + 1]!) : 1
    const ofNext = Math.min(over - ofLast, next)
    excess += over - ofLast - ofNext
    lacking = 0
    if (ofNext > 0 && bin + 1 < counts.length) {
      lacking = next - ofNext
      bin++
    }
  }
  return excess
}

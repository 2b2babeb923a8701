/** Runs of rows of equal time: the index of the first of each, and the one after its last, in turn. */
export type Runs = readonly number[]

/** The runs of two rows and more in times that ascend; none, as almost always, in one pass. */
export function findRuns(time: Float64Array): Runs {
  const runs: number[] = []
  for (let row = 1; row < time.length; row++) {
    if (time[row] !== time[row - 1]) continue
    const from = row - 1
    while (row + 1 < time.length && time[row + 1] === time[from]) row++
    runs.push(from, row + 1)
  }
  return runs
}

import type { StampedMonth } from './read-stamps.ts'

/** Bins that are read at a time: a year of ten minutes. */
const mostBinsAtOnce = 60_000

/** Months that follow one another, and are all lacking or all held; of lacking ones not too many bins. */
export function runsOf(
  months: readonly StampedMonth[],
  isLacking: (month: StampedMonth) => boolean,
  step: number,
): StampedMonth[][] {
  const runs: StampedMonth[][] = []
  for (const month of months) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    const joins =
      last?.end === month.start &&
      isLacking(last) === isLacking(month) &&
      (!isLacking(month) || (month.end - run![0]!.start) / step <= mostBinsAtOnce)
    if (joins) run!.push(month)
    else runs.push([month])
  }
  return runs
}

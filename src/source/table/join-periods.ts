import type { SourcePeriod } from '../source.ts'

/** From the first of all to the last of all; null where none has any. Rows outside of them are not counted. */
export function joinPeriods(
  periods: readonly { readonly first: number | null; readonly last: number | null }[],
): SourcePeriod {
  const ends = (end: 'first' | 'last') =>
    periods.flatMap(({ [end]: time }) => (time === null ? [] : [time]))
  const [first, last] = [ends('first'), ends('last')]
  return {
    first: first.length === 0 ? null : first.reduce((least, time) => Math.min(least, time)),
    last: last.length === 0 ? null : last.reduce((most, time) => Math.max(most, time)),
    outsideRows: 0,
  }
}

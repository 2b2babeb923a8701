import type { LatestTimes } from './look-back.ts'
import type { PlacedFrame } from './split-by-place.ts'

/**
 * The rows at which a variable of their asset says last what holds, and of them that alone. `indexes`: where the times
 * of each column stand among those of `latest`; -1 where its values do not hold.
 */
export function keepLatest(
  { time, columns, reasons, place }: PlacedFrame,
  latest: LatestTimes,
  indexes: readonly number[],
): PlacedFrame {
  const timesAt = (row: number) => latest.get(place?.[row] ?? 1)
  const rows = [...time.keys()].filter((row) => timesAt(row)?.includes(time[row]!) === true)
  const isOf = (index: number, row: number) => timesAt(row)?.[indexes[index]!] === time[row]
  return {
    time: Float64Array.from(rows, (row) => time[row]!),
    columns: new Map(
      [...columns].map(([name, values], index) => [
        name,
        Float64Array.from(rows, (row) => (isOf(index, row) ? values[row]! : NaN)),
      ]),
    ),
    ...(reasons !== undefined && {
      reasons: new Map(
        [...reasons].map(([name, bytes]) => [name, Uint8Array.from(rows, (row) => bytes[row]!)]),
      ),
    }),
    ...(place !== undefined && { place: Float64Array.from(rows, (row) => place[row]!) }),
  }
}

import type { BinnedSignal } from '../../etl/aggregate/aggregate.ts'
import type { MeasuredDay } from '../../etl/aggregate/measure-day.ts'
import { formatTable } from '../../log/format-table.ts'
import { formatInstant } from '../../time/instant.ts'
import { formatOffset, isUtc, toLocal } from '../../time/zone.ts'

/** A day's bins as a table, by the plant's clock. */
export function binsAsTable({ bins: { time, signals } }: MeasuredDay, zone: string): string {
  const names = signals.map(columnName)
  const rows = Array.from(time, (start, bin) => [
    localTime(start, zone),
    ...signals.map(({ values }) => {
      const value = values[bin]!
      // Of a counter's value the last digits are those that count.
      if (Number.isInteger(value)) return String(value)
      return Number.isNaN(value) ? '' : String(Number(value.toPrecision(6)))
    }),
  ])
  return formatTable(['bin', ...names], rows, new Set(names.map((_, column) => column + 1)))
}

/** A table of one asset at one bin width need not say them. */
function columnName({ key: { variable, statistic } }: BinnedSignal): string {
  return `${variable}_${statistic}`
}

function localTime(instant: number, zone: string): string {
  if (isUtc(zone)) return formatInstant(instant)
  return formatInstant(toLocal(instant, zone)).replace('Z', formatOffset(instant, zone))
}

/** A day's bins as rows. JSON has no NaN: a statistic that is not defined is null. */
export function binsAsRows({ bins: { time, signals } }: MeasuredDay): object[] {
  return Array.from(time, (start, bin) => ({
    timestamp: formatInstant(start),
    ...Object.fromEntries(
      signals.map((signal): [string, number | null] => {
        const value = signal.values[bin]!
        return [columnName(signal), Number.isNaN(value) ? null : value]
      }),
    ),
  }))
}

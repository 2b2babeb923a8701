import type { LedgerRow } from '../../target/read/read-ledger.ts'
import { listDays } from '../../time/day.ts'
import type { Day } from '../../time/day.ts'

/** What is known of one day of all variables asked for. */
export interface DayStatus {
  readonly day: Day
  /** `missing`: at least one variable was never loaded, or failed. */
  readonly status: 'loaded' | 'open' | 'no-source-data' | 'missing'
  /** The smallest coverage of the variables that are loaded. */
  readonly coverage: number | null
  /** What is not as it should be, in words: a variable and its reason each. */
  readonly remarks: readonly string[]
}

/** A line for every day from `first` to `last`, also those that the ledger does not know. */
export function describeDays(
  first: Day,
  last: Day,
  variables: readonly string[],
  ledger: readonly LedgerRow[],
): DayStatus[] {
  const rows = new Map(ledger.map((row) => [`${row.day} ${row.variable}`, row]))
  return listDays(first, last).map((day) => {
    const ofDay = variables.map((variable) => rows.get(`${day} ${variable}`))
    const coverages = ofDay.flatMap((row) => (row?.coverage == null ? [] : [row.coverage]))
    return {
      day,
      status: statusOf(ofDay),
      coverage: coverages.length === 0 ? null : Math.min(...coverages),
      remarks: variables.flatMap((variable, index) => remarksOn(variable, ofDay[index])),
    }
  })
}

function statusOf(rows: readonly (LedgerRow | undefined)[]): DayStatus['status'] {
  const statuses = rows.map((row) => row?.status)
  if (statuses.every((status) => status === 'no-source-data')) return 'no-source-data'
  if (!statuses.every((status) => status === 'loaded' || status === 'open')) return 'missing'
  return statuses.includes('open') ? 'open' : 'loaded'
}

function remarksOn(variable: string, row: LedgerRow | undefined): string[] {
  if (row === undefined) return [`${variable}: never loaded`]
  if (row.status === 'no-source-data') return [`${variable}: no source data`]
  if (row.status === 'failed') return [`${variable}: failed, ${row.errorCode ?? 'unknown'}`]
  const { missing, outOfRange, expected, errorCode } = row
  return [
    ...((missing ?? 0) > 0 ? [`${variable}: ${missing} of ${expected} missing`] : []),
    ...((outOfRange ?? 0) > 0 ? [`${variable}: ${outOfRange} out of range`] : []),
    ...(errorCode === null ? [] : [`${variable}: last try failed, ${errorCode}`]),
  ]
}

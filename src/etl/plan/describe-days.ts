import { listKindCounts } from '../../signal/list-kind-counts.ts'
import { listReasons } from '../../frame/list-reasons.ts'
import { isLoaded } from '../../target/ledger/is-loaded.ts'
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
  /** Counts of all variables; what is 0, as almost always, has no member. */
  readonly duplicates?: number
  readonly conflicts?: number
  readonly excess?: number
  /** Samples left out since their time, or another's of their bin, is doubtful. */
  readonly ambiguous?: number
  /** Samples left out by hand; of values on change seconds. */
  readonly excluded?: number
  /** Samples of sensors that hung, used or not. */
  readonly frozen?: number
  /** By variable and reason, as the Source gives it: rows without a value, and values that it doubts. */
  readonly reasons?: ByVariable
  readonly keptReasons?: ByVariable
  /** The numbers are in doubt: values of one time differ, or there are more than bins can hold. */
  readonly doubtful?: true
  /** It is of a month that is closed: what it lacks is not loaded. */
  readonly closed?: true
}

type ByVariable = Readonly<Record<string, Readonly<Record<string, number>>>>

/**
 * A line for every day from `first` to `last`, also those that the ledger does not know. `isEmpty`: of a day of a
 * variable that was never loaded, whether `sync` saw that the Source has no rows. A load that failed stays one that did:
 * it may have been later.
 */
export function describeDays(
  first: Day,
  last: Day,
  variables: readonly string[],
  ledger: readonly LedgerRow[],
  isEmpty: (day: Day, variable: string) => boolean = () => false,
): DayStatus[] {
  const rows = new Map(ledger.map((row) => [`${row.day} ${row.variable}`, row]))
  return listDays(first, last).map((day) => {
    const known = variables.map((variable): Known => {
      const row = rows.get(`${day} ${variable}`)
      return row === undefined && isEmpty(day, variable) ? 'empty' : row
    })
    const ofDay = known.map((row) => (row === 'empty' ? undefined : row))
    const coverages = ofDay.flatMap((row) => (row?.coverage == null ? [] : [row.coverage]))
    return {
      day,
      status: statusOf(known),
      coverage: coverages.length === 0 ? null : Math.min(...coverages),
      remarks: variables.flatMap((variable, index) => remarksOn(variable, known[index])),
      ...countOddSamples(ofDay),
      ...reasonsOf(ofDay),
    }
  })
}

/** What the ledger has, or that the Source has nothing. */
type Known = LedgerRow | 'empty' | undefined

function statusOf(rows: readonly Known[]): DayStatus['status'] {
  const statuses = rows.map((row) => (row === 'empty' ? 'no-source-data' : row?.status))
  if (statuses.every((status) => status === 'no-source-data')) return 'no-source-data'
  if (!statuses.every((status) => status === 'loaded' || status === 'open')) return 'missing'
  return statuses.includes('open') ? 'open' : 'loaded'
}

function countOddSamples(rows: readonly (LedgerRow | undefined)[]): Partial<DayStatus> {
  const sum = (key: 'duplicates' | 'conflicts' | 'excess' | 'ambiguous' | 'excluded' | 'frozen') =>
    rows.reduce((total, row) => total + (row?.[key] ?? 0), 0)
  const [duplicates, conflicts, excess] = [sum('duplicates'), sum('conflicts'), sum('excess')]
  const [ambiguous, excluded, frozen] = [sum('ambiguous'), sum('excluded'), sum('frozen')]
  return {
    ...(duplicates > 0 ? { duplicates } : {}),
    ...(conflicts > 0 ? { conflicts } : {}),
    ...(excess > 0 ? { excess } : {}),
    ...(ambiguous > 0 ? { ambiguous } : {}),
    ...(excluded > 0 ? { excluded } : {}),
    ...(frozen > 0 ? { frozen } : {}),
    ...(conflicts + excess > 0 || rows.some(isOverfull) ? { doubtful: true } : {}),
  }
}

function reasonsOf(rows: readonly (LedgerRow | undefined)[]): Partial<DayStatus> {
  const of = (member: 'reasons' | 'keptReasons') => {
    const found = rows.flatMap((row): [string, ByVariable[string]][] =>
      row?.[member] == null ? [] : [[row.variable, row[member]]],
    )
    return found.length === 0 ? {} : { [member]: Object.fromEntries(found) }
  }
  return { ...of('reasons'), ...of('keptReasons') }
}

/** Made before rows of equal time were looked at, as the Target's migration found. */
function isOverfull(row: LedgerRow | undefined): boolean {
  return isLoaded(row) && row.settingsVersion === null
}

function remarksOn(variable: string, row: Known): string[] {
  if (row === undefined) return [`${variable}: never loaded`]
  if (row === 'empty') return [`${variable}: no source data, as sync saw`]
  if (row.status === 'no-source-data') return [`${variable}: no source data`]
  if (row.status === 'failed') return [`${variable}: failed, ${row.errorCode ?? 'unknown'}`]
  const { missing, outOfRange, ambiguous, expected, duplicates, conflicts, excess, errorCode } = row
  const { reasons, keptReasons, kindCounts } = row
  return [
    ...((missing ?? 0) > 0
      ? [`${variable}: ${missing} of ${expected}${row.sampleSeconds === 1 ? ' s' : ''} missing`]
      : []),
    ...(reasons === null
      ? []
      : [`${variable}: no value, as the Source says: ${listReasons(reasons)}`]),
    ...(keptReasons === null
      ? []
      : [`${variable}: kept, though the Source says: ${listReasons(keptReasons)}`]),
    ...(kindCounts == null ? [] : [`${variable}: ${listKindCounts(kindCounts)}`]),
    ...((outOfRange ?? 0) > 0 ? [`${variable}: ${outOfRange} out of range`] : []),
    ...((row.excluded ?? 0) > 0
      ? [`${variable}: ${row.excluded}${row.sampleSeconds === 1 ? ' s' : ''} excluded by hand`]
      : []),
    ...((ambiguous ?? 0) > 0 ? [`${variable}: ${ambiguous} of ambiguous times left out`] : []),
    ...((row.frozen ?? 0) > 0 ? [`${variable}: ${row.frozen} frozen`] : []),
    ...((duplicates ?? 0) > 0 ? [`${variable}: ${duplicates} repeated`] : []),
    ...((conflicts ?? 0) > 0 ? [`${variable}: ${conflicts} that differ at one time`] : []),
    ...((excess ?? 0) > 0 ? [`${variable}: ${excess} more than bins hold`] : []),
    ...(isOverfull(row) ? [`${variable}: made of more samples than bins hold`] : []),
    ...(row.isCut ? [`${variable}: cut by a day of another time zone`] : []),
    ...(errorCode === null ? [] : [`${variable}: last try failed, ${errorCode}`]),
  ]
}

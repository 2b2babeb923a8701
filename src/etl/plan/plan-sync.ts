import { kinds } from '../../signal/kind.ts'
import type { Kind } from '../../signal/kind.ts'
import { isLoaded } from '../../target/ledger/is-loaded.ts'
import type { MissingValues } from '../../target/read/find-missing-values.ts'
import type { LedgerRow } from '../../target/read/read-ledger.ts'
import type { Day } from '../../time/day.ts'
import { findNeighbours, gapBetween } from './find-layouts.ts'
import { describeMissingValues } from './mark-missing-values.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import { findKinds } from '../shape/find-kinds.ts'
import { entryOf } from '../extract/inventories.ts'
import type { Inventory, InventoryDay, InventoryEntry } from '../extract/inventory.ts'
import { refuseEndLabel } from '../shape/refuse-end-label.ts'
import type { Hold } from '../../signal/hold.ts'
import { closedDay } from './closed-day.ts'
import type { Scope } from '../shape/work.ts'
import { withoutExcluded } from '../shape/exclusions.ts'
import { settingsOn } from '../shape/settings-on.ts'
import { settingsVersion } from '../shape/settings-version.ts'

/** A day that is to be loaded, and why: a reason, and the variables that it concerns. */
export interface DayToSync {
  readonly day: Day
  readonly reasons: Readonly<Record<string, readonly string[]>>
}

export interface SyncPlan {
  readonly load: readonly DayToSync[]
  /** Loaded days that the Source has no rows of any more. */
  readonly emptied: readonly Day[]
  /** Of days that it has rows of, the loaded variables that it has no values of any more. */
  readonly emptiedVariables: readonly { readonly day: Day; readonly variables: readonly string[] }[]
}

/**
 * Compares what the Source holds with what the ledger says, day by day: which days are to be loaded
 * because they never were, changed in the Source, were made with other settings, were still under
 * way, or lack values in the Target. A day that neither has is left alone.
 */
export function planSync(
  days: readonly Day[],
  inventory: Inventory,
  ledger: readonly LedgerRow[],
  settings: EtlSettings,
  { variables }: Pick<Scope, 'variables'>,
  missingValues: readonly MissingValues[] = [],
): SyncPlan {
  refuseEndLabel(inventory.holds, settings)
  const found = findKinds(settings, { variables }, inventory.units)
  const byEra = new Map<EtlSettings, ReadonlyMap<string, Versions>>()
  const versionsOn = (day: Day) => {
    const ofDay = settingsOn(settings, day)
    const known = byEra.get(ofDay)
    if (known !== undefined) return known
    const made = new Map(
      variables.map((variable) => [
        variable,
        versionsOf(ofDay, variable, found.get(variable)!.kind, inventory.holds.get(variable)),
      ]),
    )
    byEra.set(ofDay, made)
    return made
  }
  const rows = new Map(ledger.map((row) => [`${row.day} ${row.variable}`, row]))
  const shared = findShared(ledger)
  const missing = new Map(missingValues.map((of) => [`${of.day} ${of.variable}`, of]))
  const load: DayToSync[] = []
  const emptied: Day[] = []
  const emptiedVariables: { day: Day; variables: string[] }[] = []
  for (const day of days) {
    const inSource = inventory.days.get(day)
    const of = (variable: string) => rows.get(`${day} ${variable}`)
    if (inSource === undefined) {
      if (variables.some((variable) => isLoaded(of(variable)))) emptied.push(day)
      continue
    }
    const reasons: Record<string, string[]> = {}
    const lost = variables.filter(
      (variable) => !hasValues(entryOf(inSource, variable)) && holdsValues(of(variable)),
    )
    if (lost.length > 0) emptiedVariables.push({ day, variables: lost })
    const versions = versionsOn(day)
    for (const variable of variables) {
      if (lost.includes(variable)) continue
      const lacking = missing.get(`${day} ${variable}`)
      const reason =
        reasonOf(of(variable), inSource, variable, versions, settings) ??
        (inventory.holds.has(variable) ? goesOn(of(variable), settings) : undefined) ??
        (lacking === undefined ? undefined : describeMissingValues(lacking)) ??
        shared.get(`${day} ${variable}`)
      if (reason !== undefined) (reasons[reason] ??= []).push(variable)
    }
    if (Object.keys(reasons).length > 0) load.push({ day, reasons })
  }
  return { load, emptied, emptiedVariables }
}

/** Whether a day has values of its own, or begins with one that holds. */
function hasValues({ values, held = 0 }: InventoryEntry): boolean {
  return values + held > 0
}

/** What holds goes on, also where nothing new comes: why an open day is to be loaded again, if it is. */
function goesOn(row: LedgerRow | undefined, settings: EtlSettings): string | undefined {
  if (row?.status !== 'open') return undefined
  return closedDay(row.day, settings).interval.end > row.windowEnd ? 'went on since' : undefined
}

/** Whether the ledger says that a load brought values. */
function holdsValues(row: LedgerRow | undefined): boolean {
  return isLoaded(row) && (row.valid ?? 0) > 0
}

/** A variable's version now, and what to say of the versions that it would have as another kind. */
interface Versions {
  readonly version: string
  readonly remade: ReadonlyMap<string, string>
}

function versionsOf(
  settings: EtlSettings,
  variable: string,
  kind: Kind,
  hold: Hold | undefined,
): Versions {
  const others = kinds.filter((other) => other !== kind)
  const remade = new Map(
    others.map((other) => [
      settingsVersion({ settings, variable, kind: other, hold }),
      `made as a ${other}, and is a ${kind} now`,
    ]),
  )
  if (hold !== undefined) {
    const periodic = settingsVersion({ settings, variable, kind })
    remade.set(periodic, 'made of periodic samples, and comes on change now')
  }
  if (settings.excluded?.has(variable) === true) {
    const plain = withoutExcluded(settings)
    const before = settingsVersion({ settings: plain, variable, kind, hold })
    remade.set(before, 'samples were excluded by hand since')
  }
  return { version: settingsVersion({ settings, variable, kind, hold }), remade }
}

/** Such days were made before rows of equal time were looked at; the Target's migration finds them. */
const overfull = 'made of more samples than bins hold'

function reasonOf(
  row: LedgerRow | undefined,
  inSource: InventoryDay,
  variable: string,
  versions: ReadonlyMap<string, Versions>,
  { timeZone, sampleLabel, leads }: EtlSettings,
): string | undefined {
  if (row === undefined) return 'never loaded'
  if (row.status === 'failed') return `failed before: ${row.errorCode ?? 'unknown'}`
  if (row.status === 'no-source-data') return 'has data now'
  const { version, remade } = versions.get(variable)!
  if (row.isCut) return 'cut by a day of another time zone'
  if (row.settingsVersion === null) return overfull
  if (row.settingsVersion !== version) {
    if (row.timeZone !== timeZone) return `made in ${row.timeZone}, not in ${timeZone}`
    if (row.sampleLabel !== null && row.sampleLabel !== sampleLabel) {
      return `made with samples stamped at their ${row.sampleLabel}, not at their ${sampleLabel}`
    }
    return remade.get(row.settingsVersion) ?? madeOtherwise(row)
  }
  const { fingerprint, lead } = entryOf(inSource, variable)
  if (row.fingerprint !== fingerprint) {
    return row.status === 'open' ? 'went on since' : 'changed in the Source'
  }
  // Of days that were loaded without, or with another one, nothing is known: they stand.
  const isSameLead = row.leadSeconds != null && row.leadSeconds === leads?.get(variable)
  if (isSameLead && lead !== undefined && row.leadFingerprint !== lead) return leadChanged
  // What refused it was put back, or is over: made again, the day is no longer told to have failed.
  if (row.errorCode === null || row.errorCode === 'closed-month') return undefined
  return `the last try failed: ${row.errorCode}`
}

/** What was undone since is not known: that samples were excluded is. */
function madeOtherwise({ excluded }: LedgerRow): string {
  return (excluded ?? 0) > 0
    ? 'made without samples that were excluded by hand, or with other settings'
    : 'made with other settings'
}

const leadChanged = 'what leads into it changed in the Source'

/** By day and variable: days that claim bins which a day of another layout claims too. */
function findShared(ledger: readonly LedgerRow[]): ReadonlyMap<string, string> {
  const pairs = findNeighbours(ledger).filter(([first, second]) => gapBetween(first, second) < 0)
  return new Map(
    pairs
      .flatMap(([first, second]) => [
        [first, second],
        [second, first],
      ])
      .map(([row, other]) => [
        `${row!.day} ${row!.variable}`,
        `shares bins with ${other!.day}, made in ${other!.timeZone}`,
      ]),
  )
}

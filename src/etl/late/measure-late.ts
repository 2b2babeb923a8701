import { asMinuanoError } from '../../errors/describe-error.ts'
import type { LateChange } from '../../target/read/list-late-changes.ts'
import { readDayBins } from '../../target/read/read-day-bins.ts'
import type { Target } from '../../target/tables/schema.ts'
import type { Day } from '../../time/day.ts'
import type { Instant } from '../../time/instant.ts'
import type { MeasuredDay } from '../aggregate/measure-day.ts'
import { entryOf } from '../extract/inventories.ts'
import type { Inventory, InventoryDay } from '../extract/inventory.ts'
import { closedDay } from '../plan/closed-day.ts'
import type { DayToMeasure } from '../plan/closed-day.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import { findKinds } from '../shape/find-kinds.ts'
import { settingsOn } from '../shape/settings-on.ts'
import { settingsVersion } from '../shape/settings-version.ts'
import type { Scope } from '../shape/work.ts'
import { compareBins } from './compare-bins.ts'
import type { BinsByStatistic } from './compare-bins.ts'
import type { ClosedDay } from './keep-closed.ts'

/** Extracts and aggregates one day; undefined where the Source has no row of it. */
export type MeasureDay = (
  variables: readonly string[],
  day: DayToMeasure,
) => Promise<MeasuredDay | undefined>

export interface LateOptions {
  readonly measure: MeasureDay
  /** What an earlier look measured: a day that has not changed since is not measured again. */
  readonly known: readonly LateChange[]
  /** Told of a day that could not be measured. */
  readonly onFault: (day: Day, message: string) => void
}

/** Measures what loads of days of closed months would change, and changes nothing. */
export async function measureLate(
  target: Target,
  settings: EtlSettings,
  { asset, variables }: Scope,
  closed: readonly ClosedDay[],
  inventory: Pick<Inventory, 'days' | 'units' | 'holds'>,
  { measure, known, onFault }: LateOptions,
): Promise<LateChange[]> {
  const kinds = findKinds(settings, { variables }, inventory.units)
  const before = new Map(known.map((of) => [`${of.day} ${of.variable}`, of]))
  const changes: LateChange[] = []
  for (const { day, month, reasons } of closed) {
    const ofDay = settingsOn(settings, day)
    const asked = Object.entries(reasons).flatMap(([reason, of]) =>
      of.map((variable) => {
        const { kind } = kinds.get(variable)!
        const hold = inventory.holds.get(variable)
        const inSource = inventory.days.get(day)
        const fingerprint = inSource === undefined ? null : fingerprintOf(inSource, variable)
        const version = settingsVersion({ settings: ofDay, variable, kind, hold })
        return { variable, reason, kind, fingerprint, settingsVersion: version }
      }),
    )
    const fresh = asked.filter((of) => !isAsBefore(before.get(`${day} ${of.variable}`), of))
    for (const of of asked) {
      if (!fresh.includes(of)) changes.push(before.get(`${day} ${of.variable}`)!)
    }
    if (fresh.length === 0) continue
    try {
      const names = fresh.map(({ variable }) => variable)
      const whole = closedDay(day, settings)
      const seenAt = Date.now() * 1000
      const { periodSeconds } = settings
      const measured = inventory.days.has(day) ? await measure(names, whole) : undefined
      const query = { asset, variables: names, periodSeconds }
      const stored = await readDayBins(target, query, whole.interval)
      for (const { kind, ...of } of fresh) {
        const made = binsOf(measured, of.variable)
        const difference = compareBins(stored.get(of.variable) ?? new Map(), made, kind)
        const unit = settings.units.get(of.variable) ?? inventory.units.get(of.variable) ?? null
        const shared = { asset, day, month: month.month, periodSeconds, unit, seenAt }
        changes.push({ ...shared, ...of, ...difference })
      }
    } catch (error) {
      changes.push(...fresh.flatMap(({ variable }) => before.get(`${day} ${variable}`) ?? []))
      onFault(day, asMinuanoError(error).message)
    }
  }
  return changes
}

type Asked = Pick<LateChange, 'fingerprint' | 'settingsVersion'>

function isAsBefore(known: LateChange | undefined, now: Asked): boolean {
  return (
    known !== undefined &&
    known.fingerprint === now.fingerprint &&
    known.settingsVersion === now.settingsVersion
  )
}

/** Of the day, and of what leads into it. */
function fingerprintOf(inSource: InventoryDay, variable: string): string {
  const { fingerprint, lead } = entryOf(inSource, variable)
  return lead === undefined ? fingerprint : `${fingerprint} ${lead}`
}

function binsOf(measured: MeasuredDay | undefined, variable: string): BinsByStatistic {
  const made = new Map<string, Map<Instant, number>>()
  if (measured === undefined) return made
  const { time, signals } = measured.bins
  for (const { key, values } of signals) {
    if (key.variable !== variable) continue
    const bins = new Map<Instant, number>()
    for (let bin = 0; bin < values.length; bin++) {
      if (Number.isFinite(values[bin]!)) bins.set(time[bin]!, values[bin]!)
    }
    made.set(key.statistic, bins)
  }
  return made
}

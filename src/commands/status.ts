import { InvalidArgumentError } from 'commander'
import type { Command } from 'commander'
import type { Config } from '../config/settings.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import type { DayStatus } from '../etl/plan/describe-days.ts'
import { shownUrl } from '../config/shown-url.ts'
import type { Layouts } from '../etl/plan/describe-layouts.ts'
import { print, say } from '../log/say.ts'
import type * as Missing from '../target/read/find-missing-values.ts'
import type * as Strays from '../target/read/find-stray-values.ts'
import type { LedgerRow } from '../target/read/read-ledger.ts'
import { formatInstant } from '../time/instant.ts'
import { explainFaults } from './words/explain-faults.ts'
import { givenFlags } from './flags/given-flags.ts'
import { readGivenDay, resolveDay } from './flags/read-day.ts'
import type { GivenDay } from './flags/read-day.ts'
import { addSettingOptions, configOf } from './flags/setting-options.ts'

interface StatusFlags {
  readonly from?: GivenDay
  readonly to?: GivenDay
  /** In microseconds. */
  readonly maxAge?: number
  readonly verify?: true
  readonly json?: true
}

export function registerStatusCommand(program: Command): void {
  const status = program
    .command('status')
    .description(
      'day by day: what is loaded, what is missing or in doubt and why; exit 1 if something is',
    )
    .option(
      '--from <day>',
      'first day: a date, today or yesterday (default: the first in the ledger)',
      readGivenDay,
    )
    .option('--to <day>', 'last day (default: the last in the ledger)', readGivenDay)
    .option('--max-age <age>', 'how old the newest loaded bin may be: 2d or 36h', readAge)
    .option(
      '--verify',
      'also count the values that are there: fewer than were loaded are missing, others are of no day',
    )
    .option('--json', 'print one JSON object')
  addSettingOptions(status, ['variables', 'periodSeconds', 'asset', 'timeZone'])
  status.action(async (flags: StatusFlags, command: Command) => {
    const config = configOf(command)
    const { withTargetOwner } = await import('../stack/with-database.ts')
    const { sayTarget } = await import('../stack/say-pipeline.ts')
    const { openReadyTarget } = await import('../target/tables/open-ready-target.ts')
    const { targetLimitsOf } = await import('../target/limits.ts')
    const { readLedger } = await import('../target/read/read-ledger.ts')
    const { listWidths } = await import('../target/read/list-widths.ts')
    const { listAssets } = await import('../target/read/list-assets.ts')
    const { describeDays } = await import('../etl/plan/describe-days.ts')
    const { variables, periodSeconds, asset, statistics } = config
    const { maxAge } = flags
    const [from, to] = [flags.from, flags.to].map((given) =>
      given === undefined ? undefined : resolveDay(given, config.timeZone),
    )
    sayTarget(config)
    const { ledger, assets, lost, strays, widths, shown } = await withTargetOwner(
      config,
      async (url) => {
        const target = await openReadyTarget(url, targetLimitsOf(config))
        try {
          const ledger = await readLedger(target, { asset, periodSeconds, variables, from, to })
          const assets = ledger.length > 0 ? [] : await listAssets(target)
          const lost =
            flags.verify === true
              ? await findLost(target, { asset, periodSeconds, variables, statistics, from, to })
              : []
          // Of some days alone it would tell of what lies beyond them.
          const isOfAll = from === undefined && to === undefined
          const strays =
            flags.verify === true && isOfAll
              ? await findStrays(target, { asset, periodSeconds, variables })
              : []
          const widths = await listWidths(target, asset, variables)
          return { ledger, assets, lost, strays, widths, shown: shownUrl(url) }
        } finally {
          await target.close()
        }
      },
    )
    const first = from ?? ledger[0]?.day ?? to
    const last = to ?? ledger.at(-1)?.day ?? from
    const isEmpty = first === undefined || last === undefined
    const days = isEmpty ? [] : await mark(describeDays(first, last, variables, ledger), lost)
    const missing = days.filter((day) => day.status === 'missing')
    const doubtful = days.filter((day) => day.doubtful === true)
    const ambiguous = days.filter((day) => (day.ambiguous ?? 0) > 0)
    const end = newestEnd(ledger)
    const isStale = isTooOld(end, maxAge)
    const newest = end === undefined ? null : formatInstant(end)
    const layouts = await layoutsOf(ledger, config)
    const isSeamFaulty = (layouts?.seams.length ?? 0) > 0
    const counted = {
      missing: missing.length,
      ...(doubtful.length > 0 ? { doubtful: doubtful.length } : {}),
      ...(ambiguous.length > 0 ? { ambiguous: ambiguous.length } : {}),
    }
    if (flags.json === true) {
      print(
        JSON.stringify({
          target: shown,
          ...counted,
          stale: isStale,
          newest,
          ...asJson(layouts, strays),
          days,
        }),
      )
    } else {
      const { printToned } = await import('../log/paint.ts')
      const { foldDays } = await import('./words/fold-days.ts')
      foldDays(days).forEach(printToned)
    }
    const { describeNothing, describeOtherWidths } = await import('./words/describe-widths.ts')
    const { describeOtherAssets } = await import('./words/describe-assets.ts')
    const others = describeOtherAssets(asset, assets)
    if (isEmpty) {
      describeOtherWidths(widths, periodSeconds).forEach(say)
      throw new MinuanoError('days-missing', others ?? describeNothing(widths, periodSeconds))
    }
    if (others !== undefined) say(others)
    if (layouts !== undefined) {
      const { sayLayouts } = await import('./words/say-layouts.ts')
      sayLayouts(layouts, givenFlags(command))
    }
    describeOtherWidths(widths, periodSeconds).forEach(say)
    if (strays.length > 0) {
      const { describeStrays } = await import('./words/describe-strays.ts')
      describeStrays(strays, config.timeZone, givenFlags(command)).forEach(say)
    }
    const faults = explainFaults({ missing, doubtful, ambiguous }, givenFlags(command))
    if (isSeamFaulty) faults.push(seamFault)
    if (strays.length > 0) faults.push('there are values of no loaded day: see above')
    if (isStale) faults.push(describeStale(newest))
    if (faults.length > 0) throw new MinuanoError('days-missing', faults.join('; '))
  })
}

const seamFault =
  'days of different time zones or sample labels meet, with bins of both or of none: see above'

/** Both loaded on demand: few ask for them. */
async function findLost(
  ...given: Parameters<typeof Missing.findMissingValues>
): Promise<Missing.MissingValues[]> {
  const { findMissingValues } = await import('../target/read/find-missing-values.ts')
  return findMissingValues(...given)
}

async function layoutsOf(
  ledger: readonly LedgerRow[],
  config: Config,
): Promise<Layouts | undefined> {
  const { etlSettingsOf } = await import('../etl/shape/etl-settings.ts')
  const { addLabels } = await import('../etl/plan/add-labels.ts')
  const { describeLayouts } = await import('../etl/plan/describe-layouts.ts')
  const settings = etlSettingsOf(config)
  return describeLayouts(addLabels(ledger, settings), settings)
}

/** Where all days are of the settings' layout, as almost always, nothing. */
function asJson(layouts: Layouts | undefined, strays: readonly Strays.StrayValues[]): object {
  const instants = (of: Strays.StrayValues) => ({
    ...of,
    first: formatInstant(of.first),
    last: formatInstant(of.last),
  })
  return {
    ...(layouts === undefined ? {} : { layouts: layouts.runs, seams: layouts.seams }),
    ...(strays.length === 0 ? {} : { strays: strays.map(instants) }),
  }
}

async function findStrays(
  ...given: Parameters<typeof Strays.findStrayValues>
): Promise<Strays.StrayValues[]> {
  const { findStrayValues } = await import('../target/read/find-stray-values.ts')
  return findStrayValues(...given)
}

async function mark(
  days: DayStatus[],
  lost: readonly Missing.MissingValues[],
): Promise<DayStatus[]> {
  if (lost.length === 0) return days
  const { markMissingValues } = await import('../etl/plan/mark-missing-values.ts')
  return markMissingValues(days, lost)
}

/** `2d`, `36h`, `90m`, in microseconds. */
function readAge(text: string): number {
  const match = /^(\d{1,5})([dhm])$/.exec(text)
  if (match === null) throw new InvalidArgumentError('It is not an age: write one as 2d or 36h.')
  return Number(match[1]) * { d: 86_400e6, h: 3600e6, m: 60e6 }[match[2] as 'd' | 'h' | 'm']
}

/** The end of the newest loaded window. */
function newestEnd(ledger: readonly LedgerRow[]): number | undefined {
  const ends = ledger
    .filter(({ status }) => status === 'loaded' || status === 'open')
    .map(({ windowEnd }) => windowEnd)
  return ends.length === 0 ? undefined : ends.reduce((most, end) => Math.max(most, end))
}

function isTooOld(newest: number | undefined, maxAge: number | undefined): boolean {
  if (maxAge === undefined) return false
  return newest === undefined || Date.now() * 1000 - newest > maxAge
}

function describeStale(newest: string | null): string {
  if (newest === null) return 'no bin is loaded, so the newest is older than allowed'
  return `the newest loaded bin ends ${newest}: older than allowed`
}

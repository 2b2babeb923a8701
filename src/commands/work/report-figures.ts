import type { Config } from '../../config/settings.ts'
import { minutesAreOf } from '../../config/minutes-are-of.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { print, say } from '../../log/say.ts'
import { makeReport } from '../../report/make-report.ts'
import type { ReportPeriod } from '../../report/report-period.ts'
import { targetLimitsOf } from '../../target/limits.ts'
import { findStaleDays } from '../../target/read/find-stale-days.ts'
import { listAssets } from '../../target/read/list-assets.ts'
import { listClosings } from '../../target/read/list-closings.ts'
import { listLateChanges } from '../../target/read/list-late-changes.ts'
import { readDoubtedSamples } from '../../target/read/read-doubted-samples.ts'
import { openReadyTarget } from '../../target/tables/open-ready-target.ts'
import { formatInstant } from '../../time/instant.ts'
import { chooseKnownAssets } from './choose-known-assets.ts'
import { describeDoubted } from '../words/describe-doubted.ts'
import { describeReported, describeStale, describeZones } from '../words/describe-reported.ts'
import { figuresAsCsv } from '../words/figures-as-csv.ts'
import { printFigures } from '../words/print-figures.ts'

interface Asked {
  readonly period: ReportPeriod
  readonly by: 'day' | 'month' | undefined
  readonly turbulence: boolean
  readonly form: 'text' | 'json' | 'csv'
}

/** Reads, sums up and prints. Throws `unknown-asset`, and `days-missing` where the Target knows no asset at all. */
export async function reportFigures(url: string, config: Config, asked: Asked): Promise<void> {
  const target = await openReadyTarget(url, targetLimitsOf(config))
  try {
    const assets = assetsOf(await listAssets(target), config)
    const report = await makeReport(target, {
      ...asked,
      assets,
      timeZone: config.timeZone,
      periodSeconds: config.periodSeconds,
      leastCoverage: config.reportCoverage,
      minutesAre: minutesAreOf(config),
      now: Date.now() * 1000,
    })
    const { from, to } = asked.period
    const { timeZone, periodSeconds, reportCoverage, leaveOut = [] } = config
    const named = report.rows.flatMap((row) =>
      [row.windVariable, row.powerVariable, row.counterVariable].filter((name) => name !== null),
    )
    const variables = [...new Set(named)]
    const days = { assets, periodSeconds, from, to }
    const doubted = await readDoubtedSamples(target, days, variables)
    const stale = await findStaleDays(target, days, variables)
    const closed = (await listClosings(target, assets)).filter(
      ({ month, reopenedAt }) =>
        reopenedAt === null && month >= from.slice(0, 7) && month <= to.slice(0, 7),
    )
    const late = closed.length === 0 ? [] : await listLateChanges(target, { ...days, variables })
    if (asked.form === 'csv') print(figuresAsCsv(report.rows))
    else if (asked.form === 'text') printFigures(report, { ...asked, timeZone })
    else {
      print(
        JSON.stringify({
          from,
          to,
          timeZone,
          periodSeconds,
          leastCoverage: reportCoverage,
          ...report,
          doubted,
          stale: stale ?? null,
          closed: closed.map(({ asset, month, closedAt, closedBy }) => ({
            asset,
            month,
            closedAt: formatInstant(closedAt),
            closedBy,
          })),
          late: late.map(({ asset, variable, day, valuesDiffer, meanBefore, meanAfter }) => ({
            asset,
            variable,
            day,
            valuesDiffer,
            meanBefore,
            meanAfter,
          })),
        }),
      )
    }
    if (asked.form !== 'json') {
      describeZones(report.otherZones, timeZone).forEach((line) => say(line))
      describeStale(stale).forEach((line) => say(line))
      describeReported(closed, late, assets.length).forEach((line) => say(line))
      describeDoubted(doubted, leaveOut.includes('frozen')).forEach((line) => say(line))
    }
  } finally {
    await target.close()
  }
}

/** A farm's rows name no asset ''; what failed before it was known to be one has some. */
function assetsOf(known: readonly string[], config: Config): readonly string[] {
  if (known.length === 0) {
    throw new MinuanoError(
      'days-missing',
      'the Target has no day yet: run `minuano backfill` or `minuano sync` first',
    )
  }
  const { asset, assets } = config
  if (assets === undefined && asset !== '') {
    return chooseKnownAssets(known, { assets: [asset], assetPrefix: '' })
  }
  const named = known.filter((name) => name !== '')
  return named.length === 0 ? known : chooseKnownAssets(named, config)
}

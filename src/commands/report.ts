import { Option } from 'commander'
import type { Command } from 'commander'
import { MinuanoError } from '../errors/minuano-error.ts'
import type { Config } from '../config/settings.ts'
import type { ReportPeriod } from '../report/report-period.ts'
import { readGivenDay, resolveDay } from './flags/read-day.ts'
import type { GivenDay } from './flags/read-day.ts'
import { addSettingOptions, configOf } from './flags/setting-options.ts'

interface ReportFlags {
  readonly from?: GivenDay
  readonly to?: GivenDay
  readonly by?: 'day' | 'month'
  readonly turbulence?: true
  readonly json?: true
  readonly csv?: true
}

export function registerReportCommand(program: Command): void {
  const report = program
    .command('report')
    .description(
      'the figures of a day, a month or a year: coverage, wind, energy, capacity factor, hours',
    )
    .argument('[period]', '2025-01-03, 2025-01, 2025, yesterday or today (default: yesterday)')
    .option('--from <day>', 'in place of a period, its first day', readGivenDay)
    .option('--to <day>', 'its last day, included (default: yesterday)', readGivenDay)
    .addOption(new Option('--by <part>', 'a row a day or a month').choices(['day', 'month']))
    .option('--turbulence', 'also turbulence intensity by wind speed, of the whole period')
    .option('--json', 'print one JSON object')
    .option('--csv', 'print rows for a spreadsheet')
  addSettingOptions(report, ['periodSeconds', 'asset', 'assets', 'timeZone'])
  report.addHelpText(
    'after',
    '\nNothing is filled in: what is not loaded, or has no value, is in no figure and is counted.\nWhat a figure is, and from where, stands in docs/data-quality.md.',
  )
  report.action(async (given: string | undefined, flags: ReportFlags, command: Command) => {
    const config = configOf(command)
    if (flags.json === true && flags.csv === true) {
      throw new MinuanoError('usage', 'give --json or --csv, not both')
    }
    const period = await periodOf(given, flags, config)
    const { withTargetOwner } = await import('../stack/with-database.ts')
    const { sayTarget } = await import('../stack/say-pipeline.ts')
    const { reportFigures } = await import('./work/report-figures.ts')
    sayTarget(config)
    await withTargetOwner(config, (url) =>
      reportFigures(url, config, {
        period,
        by: flags.by,
        turbulence: flags.turbulence === true,
        form: flags.json === true ? 'json' : flags.csv === true ? 'csv' : 'text',
      }),
    )
  })
}

/** Throws `usage`. */
async function periodOf(
  given: string | undefined,
  flags: ReportFlags,
  { timeZone }: Config,
): Promise<ReportPeriod> {
  const { readPeriod } = await import('../report/report-period.ts')
  if (flags.from === undefined && flags.to === undefined) {
    const text = given ?? 'yesterday'
    return readPeriod(resolveDay(text, timeZone))
  }
  if (given !== undefined) {
    throw new MinuanoError('usage', 'give a period, or --from and --to, not both')
  }
  if (flags.from === undefined) throw new MinuanoError('usage', '--to: from which day? Give --from')
  const from = resolveDay(flags.from, timeZone)
  const to = resolveDay(flags.to ?? 'yesterday', timeZone)
  if (from > to) {
    throw new MinuanoError('usage', `the last day, ${to}, is before the first, ${from}`)
  }
  return { name: `${from} to ${to}`, from, to }
}

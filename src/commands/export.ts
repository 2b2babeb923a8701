import { Option } from 'commander'
import type { Command } from 'commander'
import { formats, layouts, namings } from '../export/export-kind.ts'
import type { ExportKind, Format, Layout, Naming } from '../export/export-kind.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import type { Config } from '../config/settings.ts'
import { readGivenDay, resolveDay } from './flags/read-day.ts'
import type { GivenDay } from './flags/read-day.ts'
import { addSettingOptions, configOf, isFlagGiven } from './flags/setting-options.ts'

interface ExportFlags {
  readonly from?: GivenDay
  readonly to?: GivenDay
  readonly format: Format
  readonly out: string
  readonly layout: Layout
  readonly names: Naming
  readonly column?: readonly string[]
  readonly json?: true
}

export function registerExportCommand(program: Command): void {
  const command = program
    .command('export')
    .description(
      'write the Target’s bins into files, one a month and asset; again, just what changed',
    )
    .requiredOption('--out <folder>', 'where to, asset=T07/month=2025-01/data.parquet below it')
    .option('--from <day>', 'its month is the first: a date, today or yesterday', readGivenDay)
    .option('--to <day>', 'its month is the last', readGivenDay)
    .addOption(new Option('--format <name>', 'of the files').choices(formats).default('parquet'))
    .addOption(
      new Option('--layout <name>', 'wide, a row a bin; long, a row a bin and variable')
        .choices(layouts)
        .default('wide'),
    )
    .addOption(
      new Option('--names <name>', 'of the columns: wind_speed_mean, or OpenOA’s WMET_HorWdSpd')
        .choices(namings)
        .default('minuano'),
    )
    .option(
      '--column <variable=column>',
      'with --names openoa: the column of a variable whose name says none; may be repeated',
      (text: string, before?: readonly string[]) => [...(before ?? []), text],
    )
    .option('--json', 'print one JSON object')
  addSettingOptions(command, ['variables', 'periodSeconds', 'asset', 'assets', 'timeZone'])
  command.addHelpText(
    'after',
    '\nMonths are whole, whatever days are given; without any, all that the Target has. Without\n--variables and --assets all of them, whatever the settings say of variables. A folder holds\none export: another format, layout or naming needs another folder. What the register says of\nthe assets is _assets.json there.',
  )
  command.action(async (flags: ExportFlags, command: Command) => {
    const config = configOf(command)
    const { readColumns } = await import('./flags/read-columns.ts')
    const renamed = readColumns(flags.column ?? [])
    const kind = kindOf({ ...flags, renamed }, config, isFlagGiven(command, 'variables'))
    const range = rangeOf(flags, config.timeZone)
    const { withTargetOwner } = await import('../stack/with-database.ts')
    const { sayTarget } = await import('../stack/say-pipeline.ts')
    const { exportFiles } = await import('./work/export-files.ts')
    sayTarget(config)
    await withTargetOwner(config, (url) =>
      exportFiles(url, config, { kind, folder: flags.out, ...range, isJson: flags.json === true }),
    )
  })
}

function kindOf(
  { format, layout, names, renamed }: Omit<ExportKind, 'periodSeconds' | 'timeZone' | 'variables'>,
  { variables, periodSeconds, timeZone }: Config,
  areVariablesGiven: boolean,
): ExportKind {
  if (names === 'openoa' && layout === 'long') {
    throw new MinuanoError('usage', '--names openoa is a row a bin: leave --layout long out')
  }
  if (names !== 'openoa' && renamed.size > 0) {
    throw new MinuanoError('usage', '--column is for --names openoa')
  }
  const chosen = areVariablesGiven ? [...new Set(variables)].sort() : undefined
  return { format, layout, names, renamed, periodSeconds, timeZone, variables: chosen }
}

function rangeOf(flags: ExportFlags, timeZone: string) {
  const [from, to] = [flags.from, flags.to].map((given) =>
    given === undefined ? undefined : resolveDay(given, timeZone),
  )
  if (from === undefined || to === undefined || from <= to) return { from, to }
  throw new MinuanoError('usage', `the last day, ${to}, is before the first, ${from}`)
}

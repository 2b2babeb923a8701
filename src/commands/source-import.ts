import { InvalidArgumentError, Option } from 'commander'
import type { Command } from 'commander'
import { startRateProgress } from '../log/progress.ts'
import { print, say } from '../log/say.ts'
import type { ImportResult } from '../import/import-file.ts'
import { formatInstant } from '../time/instant.ts'
import { addSettingOptions, configOf } from './setting-options.ts'

interface ImportFlags {
  readonly timestamp?: string
  readonly column: ReadonlyMap<string, string>
  readonly unit: ReadonlyMap<string, string>
  readonly timeFormat: string
  readonly delimiter: string | undefined
  readonly decimalComma?: true
  readonly encoding: string
  readonly skipBadRows?: true
  readonly replace?: true
  readonly json?: true
}

export function registerSourceImportCommand(source: Command): void {
  const command = source
    .command('import')
    .description('copy the rows of a CSV file into the Source; without --column, list its columns')
    .argument('<file>', 'a CSV file with a header line, gzip or not; - is standard input')
    .option('--timestamp <header>', 'the column of times')
    .addOption(
      new Option('--column <name=header>', 'a variable and its column; repeatable')
        .argParser(readPair)
        .default(new Map(), 'none'),
    )
    .addOption(
      new Option(
        '--unit <name=unit>',
        'a variable’s unit, unless its header ends with it as in "Wind [m/s]"; repeatable',
      )
        .argParser(readPair)
        .default(new Map(), 'none'),
    )
    .option(
      '--time-format <format>',
      'iso, epoch-seconds, epoch-milliseconds, or a pattern such as "dd/MM/yyyy HH:mm[:ss]"',
      'iso',
    )
    .option('--delimiter <character>', 'auto, comma, semicolon, tab, or a character', readDelimiter)
    .option('--decimal-comma', 'numbers are written as 3,5')
    .option('--encoding <name>', 'of the text, such as windows-1252', readEncoding, 'utf-8')
    .option('--skip-bad-rows', 'leave bad rows out and count them, rather than refuse the file')
    .option('--replace', 'overwrite values that differ, in the columns given')
    .option('--json', 'print one JSON object')
  addSettingOptions(command, ['timeZone'])
  command.action(async (file: string, flags: ImportFlags, command: Command) => {
    const config = configOf(command)
    const { openFile } = await import('../import/open-file.ts')
    const { importFile } = await import('../import/import-file.ts')
    const { withSourceOwner } = await import('../stack/with-database.ts')
    const { withConnection } = await import('../postgres/connect.ts')
    const { sourceDeadline } = await import('./source-deadline.ts')
    const decimalComma = flags.decimalComma === true
    const opened = await openFile({
      file,
      standardInput: process.stdin,
      timestamp: flags.timestamp,
      columns: flags.column,
      units: flags.unit,
      encoding: flags.encoding,
      delimiter: flags.delimiter,
      decimalComma,
    })
    try {
      const result = await withSourceOwner(config, (url) =>
        withConnection(
          url,
          'Source',
          async (client) => {
            const progress = await startRateProgress(`reading ${opened.name}`, opened.size)
            try {
              return await importFile(client, opened, {
                settings: config,
                timeFormat: flags.timeFormat,
                timeZone: config.timeZone,
                decimalComma,
                skipBadRows: flags.skipBadRows === true,
                replace: flags.replace === true,
                onProgress: (rows, bytes) => progress.update(rows, bytes),
                onRead: () => progress.stop(),
              })
            } finally {
              progress.stop()
            }
          },
          sourceDeadline(config, 'the import'),
        ),
      )
      await report(result, flags.json === true)
    } finally {
      await opened.close()
    }
  })
}

async function report(result: ImportResult, json: boolean): Promise<void> {
  const { table, read, inserted, updated, unchanged, skipped, period, addedColumns, seconds } =
    result
  for (const warning of result.warnings) say(`warning: ${warning}`)
  if (json) {
    const first = formatInstant(period.first)
    const last = formatInstant(period.last)
    const badRows = result.badRows.first
    const rows = { read, inserted, updated, unchanged, skipped }
    print(
      JSON.stringify({ table, ...rows, period: { first, last }, addedColumns, badRows, seconds }),
    )
    return
  }
  if (skipped > 0) {
    const { describeBadRows } = await import('../import/stage/bad-rows.ts')
    say(`left out as bad:\n${describeBadRows(result.badRows)}`)
  }
  const added = addedColumns.map(({ name, unit }) => (unit === null ? name : `${name} (${unit})`))
  print(
    `${table}: ${read} rows read, ${formatInstant(period.first)} to ${formatInstant(period.last)}: ` +
      `${inserted} inserted, ${updated} updated, ${unchanged} unchanged, ${skipped} skipped, in ${seconds.toFixed(2)} s` +
      (added.length === 0 ? '' : `; columns added: ${added.join(', ')}`),
  )
}

/** Gathers `name=text`; the text may hold further `=`. */
function readPair(text: string, before: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const at = text.indexOf('=')
  const name = text.slice(0, at).trim()
  const value = text.slice(at + 1).trim()
  if (at === -1 || name === '' || value === '') {
    throw new InvalidArgumentError('Write name=text, such as wind_speed="Wind [m/s]".')
  }
  if (before.has(name)) throw new InvalidArgumentError(`${name} is given twice.`)
  return new Map([...before, [name, value]])
}

const delimiters: Readonly<Record<string, string>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  '\\t': '\t',
}

/** Undefined for `auto`. */
function readDelimiter(text: string): string | undefined {
  if (text === 'auto') return undefined
  const delimiter = delimiters[text] ?? text
  if (delimiter.length === 1 && !/["\r\n\w]/.test(delimiter)) return delimiter
  throw new InvalidArgumentError('It must be auto, comma, semicolon, tab, or one character.')
}

function readEncoding(text: string): string {
  try {
    return new TextDecoder(text).encoding
  } catch {
    throw new InvalidArgumentError('It must be such as utf-8, windows-1252 or utf-16le.')
  }
}

import { InvalidArgumentError, Option } from 'commander'
import type { Command } from 'commander'
import type { NumberStyle } from '../import/cells/number-style.ts'
import type { ImportFlags } from './flags/import-flags.ts'
import { addSettingOptions, configOf } from './flags/setting-options.ts'

export function registerSourceImportCommand(source: Command): void {
  const command = source
    .command('import')
    .description(
      'copy the rows of files (CSV, TOA5 and the like) into the Source; without --column, list their columns',
    )
    .argument(
      '<files...>',
      'files, gzip or not; a folder stands for those in it; - is standard input',
    )
    .addOption(
      new Option('--timestamp <header>', 'the column of times; twice for a date and a time of day')
        .argParser(addTo)
        .default([], 'none'),
    )
    .addOption(
      new Option('--column <name=header>', 'a variable and its column; repeatable')
        .argParser(readPair)
        .default(new Map(), 'none'),
    )
    .addOption(
      new Option(
        '--unit <name=unit>',
        'a variable’s unit, unless a row of units or its header says it, as in "Wind [m/s]"; repeatable',
      )
        .argParser(readPair)
        .default(new Map(), 'none'),
    )
    .option('--dry-run', 'read the files and say how they are understood; write nothing')
    .option(
      '--time-format <format>',
      'auto, iso, epoch-seconds (-milliseconds, -microseconds, -nanoseconds), excel, excel-1904, or a pattern such as "dd/MM/yyyy HH:mm[:ss]"',
      'auto',
    )
    .option(
      '--header-line <number>',
      'the line that names the columns, if it is not found',
      readLine,
    )
    .option('--delimiter <character>', 'auto, comma, semicolon, tab, or a character', readDelimiter)
    .option('--decimal-comma', 'numbers are written as 3,5')
    .option('--decimal-point', 'numbers are written as 3.5, also where all look like 1.200')
    .option(
      '--thousands <mark>',
      'what stands between thousands: ",", ".", "\'" or " " (any space)',
      readThousands,
    )
    .addOption(
      new Option('--no-value <text>', 'a text in a cell that means no value; repeatable')
        .argParser(addTo)
        .default([], 'those of loggers and spreadsheets: NaN, #N/A, Bad, No Data, ---'),
    )
    .option('--encoding <name>', 'auto, or a name such as windows-1252', readEncoding)
    .option('--skip-bad-rows', 'leave bad rows out and count them, rather than refuse the file')
    .option('--replace', 'overwrite values that differ, in the columns given')
    .option('--json', 'print one JSON object')
  addSettingOptions(command, ['timeZone'])
  command.action(async (paths: string[], flags: ImportFlags, command: Command) => {
    const config = configOf(command)
    const { importFiles } = await import('./work/import-files.ts')
    await importFiles(paths, flags, config)
  })
}

/** One more of an option that may come several times. */
function addTo(text: string, before: readonly string[]): readonly string[] {
  return [...before, text]
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

/** Undefined for `auto`. */
function readEncoding(text: string): string | undefined {
  if (text === 'auto') return undefined
  try {
    return new TextDecoder(text).encoding
  } catch {
    throw new InvalidArgumentError('It must be auto, or such as utf-8, windows-1252 or utf-16le.')
  }
}

const mostLines = 1000

function readLine(text: string): number {
  const line = Number(text)
  if (Number.isInteger(line) && line >= 1 && line <= mostLines) return line
  throw new InvalidArgumentError(`It must be a line from 1 to ${mostLines}.`)
}

function readThousands(text: string): NumberStyle['thousands'] {
  if (/^[ \u00a0\u2009\u202f]$/.test(text) || text === 'space') return ' '
  if (text === '’') return "'"
  if (text === ',' || text === '.' || text === "'") return text
  throw new InvalidArgumentError('It must be "," or "." or "\'" or " ".')
}

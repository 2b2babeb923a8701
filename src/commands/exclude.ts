import { InvalidArgumentError } from 'commander'
import type { Command } from 'commander'
import { MinuanoError } from '../errors/minuano-error.ts'
import { plainLine } from '../errors/plain-text.ts'
import { quoteShort } from '../errors/quote-short.ts'
import type { Interval } from '../time/interval.ts'
import { parseTime } from '../time/parse-time.ts'
import { readBy, whoDoes } from './flags/read-by.ts'
import { addSettingOptions, configOf, isFlagGiven } from './flags/setting-options.ts'

interface ExcludeFlags {
  readonly from?: string
  readonly to?: string
  readonly reason?: string
  readonly allVariables?: true
  readonly by?: string
  readonly list?: true
  readonly undo?: readonly number[]
  readonly json?: true
}

export function registerExcludeCommand(program: Command): void {
  const command = program
    .command('exclude')
    .description('take samples out by hand, from now on in every load; undo it, or say what is')
    .option('--from <time>', 'first instant that is left out: 2025-01-03, or 2025-01-03T06:00')
    .option('--to <time>', 'first instant that is not left out any more')
    .option('--reason <words>', 'why, such as icing', readReason)
    .option('--all-variables', 'every variable that the Target has of the asset')
    .option('--by <name>', 'who does it (default: the user of this system)', readBy)
    .option('--list', 'say what is excluded, or was, by whom and when')
    .option('--undo <numbers>', 'take back what --list has under these numbers: 3 or 3,4', readIds)
    .option('--json', 'print one JSON object; with --list, an array')
  addSettingOptions(command, ['variables', 'asset', 'assets', 'timeZone'])
  command.addHelpText(
    'after',
    '\nA time without an offset is the plant’s; a date is its first instant, so that --to 2025-01-04\nleaves out the 3rd, and nothing of the 4th. A sample belongs to the bin that it is counted in.\nNothing is loaded by this: the command says which sync makes the days again. --list and --undo\nare of all assets, unless some are named.',
  )
  command.action(async (flags: ExcludeFlags, command: Command) => {
    const config = configOf(command)
    demandOne(flags)
    const by = whoDoes(flags.by)
    const isJson = flags.json === true
    const own = isFlagGiven(command, 'asset') ? '' : config.asset
    const isAll = flags.allVariables === true
    const names = isFlagGiven(command, 'variables') && !isAll ? config.variables : undefined
    const isNew = flags.list !== true && flags.undo === undefined
    if (isNew && names === undefined && !isAll) {
      throw new MinuanoError(
        'usage',
        'of which variables: --variables wind_speed, or --all-variables',
      )
    }
    const window = isNew ? readWindow(flags, config.timeZone) : undefined
    const { withTargetOwner } = await import('../stack/with-database.ts')
    const { sayTarget } = await import('../stack/say-pipeline.ts')
    const work = await import('./work/exclude-samples.ts')
    sayTarget(config)
    await withTargetOwner(config, async (url) => {
      if (flags.list === true) return work.printExclusions(url, config, isJson)
      if (flags.undo !== undefined) {
        return work.undo(url, config, { ids: flags.undo, by, own, isJson })
      }
      const reason = flags.reason!
      return work.excludeSamples(url, config, { names, window: window!, reason, by, own, isJson })
    })
  })
}

/** Throws `usage` where it is not told what to do. */
function demandOne({ from, to, reason, list, undo, allVariables }: ExcludeFlags): void {
  const isNew = from !== undefined || to !== undefined || reason !== undefined || allVariables
  const asked = [isNew === true, list === true, undo !== undefined].filter(Boolean).length
  if (asked > 1) throw new MinuanoError('usage', 'one of --from, --list and --undo at a time')
  if (list === true || undo !== undefined) return
  if (from === undefined || to === undefined) {
    throw new MinuanoError('usage', 'which time: give --from and --to; or --list, or --undo')
  }
  if (reason === undefined) throw new MinuanoError('usage', 'why: give a --reason, such as icing')
}

/** Throws `usage`. */
function readWindow({ from, to }: ExcludeFlags, timeZone: string): Interval {
  const read = (text: string) => {
    const time = parseTime(text, timeZone)
    if (time !== undefined) return time
    throw new MinuanoError(
      'usage',
      `${quoteShort(text)} is no time: write 2025-01-03, 2025-01-03T06:00 or 2025-01-03T06:00:00Z`,
    )
  }
  const window = { start: read(from!), end: read(to!) }
  if (window.start >= window.end) {
    throw new MinuanoError(
      'usage',
      `--to ${to} is not after --from ${from}: the end is not part of it`,
    )
  }
  if (window.end - window.start <= longestWindow) return window
  throw new MinuanoError('usage', `--from ${from} to --to ${to} is more than a hundred years`)
}

/** A hundred years, in microseconds: each month of a window is locked, and a server has room for some thousand locks. */
const longestWindow = 36_525 * 86_400e6

/** A short line. */
const longestReason = 200

function readReason(text: string): string {
  if (text.trim() !== '' && text.length <= longestReason && plainLine(text) === text) return text
  throw new InvalidArgumentError(`It must be a line of up to ${longestReason} characters.`)
}

function readIds(text: string): readonly number[] {
  if (/^[1-9]\d{0,8}(,[1-9]\d{0,8}){0,99}$/.test(text)) return text.split(',').map(Number)
  throw new InvalidArgumentError('It must be numbers as --list has them, such as 3 or 3,4.')
}

import { InvalidArgumentError } from 'commander'
import type { Command } from 'commander'
import type { Instant } from '../time/instant.ts'
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
  readonly byAsset?: true
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
    .option('--by-asset', 'of many assets: the days of each')
    .option('--json', 'print one JSON object')
  addSettingOptions(status, ['variables', 'periodSeconds', 'asset', 'assets', 'timeZone'])
  status.action(async (flags: StatusFlags, command: Command) => {
    const config = configOf(command)
    const { withTargetOwner } = await import('../stack/with-database.ts')
    const { sayTarget } = await import('../stack/say-pipeline.ts')
    const { readStatus } = await import('./work/read-status.ts')
    const { printStatus } = await import('./words/print-status.ts')
    const [from, to] = [flags.from, flags.to].map((given) =>
      given === undefined ? undefined : resolveDay(given, config.timeZone),
    )
    const question = { from, to, verifies: flags.verify === true }
    sayTarget(config)
    const found = await withTargetOwner(config, (url) => readStatus(url, config, question))
    const words = { config, isJson: flags.json === true, same: givenFlags(command) }
    if ('byAsset' in found) {
      const { printFarmStatus } = await import('./words/print-farm-status.ts')
      printFarmStatus(found, {
        ...words,
        byAsset: flags.byAsset === true,
        isTooOld: (newest) => isTooOld(newest, flags.maxAge),
      })
      return
    }
    printStatus(found, { ...words, isStale: isTooOld(found.newest, flags.maxAge) })
  })
}

function isTooOld(newest: Instant | undefined, maxAge: number | undefined): boolean {
  if (maxAge === undefined) return false
  return newest === undefined || Date.now() * 1000 - newest > maxAge
}

/** `2d`, `36h`, `90m`, in microseconds. */
function readAge(text: string): number {
  const match = /^(\d{1,5})([dhm])$/.exec(text)
  if (match === null) throw new InvalidArgumentError('It is not an age: write one as 2d or 36h.')
  return Number(match[1]) * { d: 86_400e6, h: 3600e6, m: 60e6 }[match[2] as 'd' | 'h' | 'm']
}

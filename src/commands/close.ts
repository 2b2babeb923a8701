import type { Command } from 'commander'
import { MinuanoError } from '../errors/minuano-error.ts'
import { readBy, whoDoes } from './flags/read-by.ts'
import { monthInterval } from '../time/calendar-month.ts'
import { readMonth } from './flags/read-month.ts'
import { addSettingOptions, configOf } from './flags/setting-options.ts'

interface CloseFlags {
  readonly incomplete?: true
  readonly reopen?: true
  readonly list?: true
  readonly by?: string
  readonly yes?: true
  readonly json?: true
}

export function registerCloseCommand(program: Command): void {
  const close = program
    .command('close')
    .description(
      'close a month: nothing of it is changed any more, until it is opened again; say which are closed',
    )
    .argument('[month]', 'a month of the plant’s time zone, such as 2025-01', readMonth)
    .option('--incomplete', 'also where days of it are not loaded')
    .option('--reopen', 'open it again: sync then loads what has changed')
    .option('--list', 'say which months are closed, or were, by whom and when')
    .option('--by <name>', 'who closes it (default: the user of this system)', readBy)
    .option('--yes', 'with --reopen: do not ask')
    .option('--json', 'print one JSON object; with --list, an array')
  addSettingOptions(close, ['variables', 'periodSeconds', 'asset', 'assets', 'timeZone'])
  close.addHelpText(
    'after',
    '\nOf a closed month no load changes anything, nor does forget: run and backfill say so, and sync\nsays what would change, before and after. It is closed for all variables and bin widths; that\ndays are loaded is looked for of the settings’ variables and bin width. Without --assets all\nassets that the Target knows are meant. A month must be over.',
  )
  close.action(async (month: string | undefined, flags: CloseFlags, command: Command) => {
    const config = configOf(command)
    demandOne(month, flags)
    const { withTargetOwner } = await import('../stack/with-database.ts')
    const { sayTarget } = await import('../stack/say-pipeline.ts')
    const work = await import('./work/close-months.ts')
    sayTarget(config)
    const by = whoDoes(flags.by)
    const isJson = flags.json === true
    await withTargetOwner(config, async (url) => {
      if (month === undefined) return work.printClosings(url, config, isJson)
      if (flags.reopen === true) {
        return work.openAgain(url, config, { month, by, isJson, isSure: flags.yes === true })
      }
      const window = monthInterval(month, config.timeZone)
      const isIncomplete = flags.incomplete === true
      return work.close(url, config, { month, window, by, isJson, isIncomplete })
    })
  })
}

/** Throws `usage` where it is not told what to do. */
function demandOne(month: string | undefined, { list, reopen, incomplete }: CloseFlags): void {
  const wrong =
    list === true && month !== undefined
      ? '--list is of all months: leave the month out'
      : list !== true && month === undefined
        ? 'which month: give one, such as 2025-01, or --list'
        : reopen === true && incomplete === true
          ? '--incomplete is for closing: leave it or --reopen out'
          : undefined
  if (wrong !== undefined) throw new MinuanoError('usage', wrong)
}

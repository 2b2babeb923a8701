import type { Command } from 'commander'
import type { Config } from '../config/settings.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import { say } from '../log/say.ts'
import type { ForgettableDay } from '../target/ledger/find-forgettable.ts'
import type { Forgotten } from '../target/ledger/forget-days.ts'
import type { Target } from '../target/tables/schema.ts'
import { givenSourceFlags } from './flags/given-flags.ts'
import { readGivenDay, resolveDay } from './flags/read-day.ts'
import type { GivenDay } from './flags/read-day.ts'
import { addSettingOptions, configOf, isFlagGiven } from './flags/setting-options.ts'

interface ForgetFlags {
  readonly from?: GivenDay
  readonly to?: GivenDay
  readonly allDays?: true
  readonly allAssets?: true
  readonly yes?: true
  readonly dryRun?: true
  readonly json?: true
}

export function registerForgetCommand(program: Command): void {
  const forget = program
    .command('forget')
    .description('delete days from the Target, as if they had never been loaded')
    .option('--from <day>', 'first day: a date, today or yesterday', readGivenDay)
    .option('--to <day>', 'last day, included', readGivenDay)
    .option('--all-days', 'every day, in place of --from and --to')
    .option('--all-assets', 'of every asset that the Target knows')
    .option('--yes', 'do not ask')
    .option('--dry-run', 'say what would be deleted, and delete nothing')
    .option('--json', 'print one JSON object')
  addSettingOptions(forget, ['variables', 'periodSeconds', 'asset', 'assets'])
  forget.addHelpText(
    'after',
    '\nWithout --variables all of the asset’s are meant, and without --every all bin widths,\nwhatever the settings say; without --asset the setting’s. A sync that looks at\nforgotten days loads them again, where the Source still has them.',
  )
  forget.action(async (flags: ForgetFlags, command: Command) => {
    const config = configOf(command)
    const { asset, variables, periodSeconds } = config
    const isDryRun = flags.dryRun === true
    const range = rangeOf(flags, config.timeZone)
    const { confirm, demandConsent } = await import('./flags/confirm.ts')
    if (!isDryRun) demandConsent(flags.yes === true, 'forgetting days')
    const { withTargetOwner } = await import('../stack/with-database.ts')
    const { sayTarget } = await import('../stack/say-pipeline.ts')
    const { openReadyTarget } = await import('../target/tables/open-ready-target.ts')
    const { targetLimitsOf } = await import('../target/limits.ts')
    const { findForgettable } = await import('../target/ledger/find-forgettable.ts')
    const { forgetDays } = await import('../target/ledger/forget-days.ts')
    const { listAssets } = await import('../target/read/list-assets.ts')
    const { describeForgettable, printForgotten } = await import('./words/forget-report.ts')
    sayTarget(config)
    await withTargetOwner(config, async (url) => {
      const target = await openReadyTarget(url, targetLimitsOf(config))
      try {
        const known = await listAssets(target)
        const same = givenSourceFlags(command, { known, assetPrefix: config.assetPrefix })
        const words = { ...flags, url, same }
        const found = new Map<string, ForgettableDay[]>()
        for (const asset of await assetsOf(flags, config, known)) {
          const days = await findForgettable(target, {
            asset,
            ...range,
            variables: isFlagGiven(command, 'variables') ? variables : undefined,
            periodSeconds: isFlagGiven(command, 'periodSeconds') ? periodSeconds : undefined,
          })
          if (days.length > 0) found.set(asset, days)
        }
        const days = [...found.values()].flat()
        if (days.length === 0) {
          const { describeOtherAssets } = await import('./words/describe-assets.ts')
          const others = describeOtherAssets(asset, known)
          const isOne = known.filter((name) => name !== '').length < 2
          if (others !== undefined) say(isOne ? others : `${others}, or --all-assets`)
          printForgotten(days, nothing, words)
          return
        }
        await demandAllOpen(target, found)
        for (const [asset, ofAsset] of found) describeForgettable(asset, ofAsset).forEach(say)
        if (isDryRun) {
          printForgotten(days, nothing, words)
          return
        }
        if (flags.yes !== true && !(await confirm('Delete them from the Target?'))) {
          say('nothing was deleted')
          process.exitCode = 1
          return
        }
        let deleted = nothing
        for (const [asset, ofAsset] of found) {
          deleted = add(deleted, await forgetDays(target, asset, ofAsset))
        }
        printForgotten(days, deleted, words)
      } finally {
        await target.close()
      }
    })
  })
}

/** Those that are asked for, each by its name in the Target. Throws `usage`, `unknown-asset`. */
async function assetsOf(
  { allAssets }: ForgetFlags,
  config: Config,
  known: readonly string[],
): Promise<readonly string[]> {
  const { asset, assets } = config
  if (allAssets === true && (asset !== '' || assets !== undefined)) {
    throw new MinuanoError('usage', '--all-assets is every asset: leave --asset and --assets out')
  }
  if (allAssets !== true && assets === undefined) return [asset]
  const { chooseKnownAssets } = await import('./work/choose-known-assets.ts')
  return chooseKnownAssets(known, config)
}

/** Before anybody is asked, and so that of several assets none is forgotten where one is closed. Throws `closed-month`. */
async function demandAllOpen(
  target: Target,
  found: ReadonlyMap<string, readonly ForgettableDay[]>,
): Promise<void> {
  const { findInForce } = await import('../target/read/find-in-force.ts')
  const { demandOpen } = await import('../target/ledger/closed-month.ts')
  const days = [...found.values()].flat()
  const { closed } = await findInForce(target, {
    start: days.reduce((least, { start }) => Math.min(least, start), Infinity),
    end: days.reduce((most, { end }) => Math.max(most, end), -Infinity),
  })
  for (const [asset, ofAsset] of found) {
    demandOpen(
      closed,
      asset,
      ofAsset.map((day) => ({ day: day.day, interval: day })),
    )
  }
}

function add(first: Forgotten, second: Forgotten): Forgotten {
  return {
    values: first.values + second.values,
    ledgerRows: first.ledgerRows + second.ledgerRows,
    incompleteBins: first.incompleteBins + second.incompleteBins,
    signals: [...first.signals, ...second.signals],
  }
}

const nothing: Forgotten = { values: 0, ledgerRows: 0, incompleteBins: 0, signals: [] }

function rangeOf({ from, to, allDays }: ForgetFlags, timeZone: string) {
  if (allDays === true) {
    if (from === undefined && to === undefined) return {}
    throw new MinuanoError('usage', '--all-days is every day: leave --from and --to out')
  }
  if (from === undefined || to === undefined) {
    throw new MinuanoError('usage', 'which days: give --from and --to, or --all-days')
  }
  const range = { from: resolveDay(from, timeZone), to: resolveDay(to, timeZone) }
  if (range.from <= range.to) return range
  throw new MinuanoError('usage', `the last day, ${range.to}, is before the first, ${range.from}`)
}

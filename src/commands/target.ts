import type { Command } from 'commander'
import { listAssets } from '../config/list-assets.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import { print, say } from '../log/say.ts'
import { quoteIdentifier } from '../postgres/quote.ts'
import type { NarrowReader } from '../target/tables/narrow-reader.ts'
import type { Target } from '../target/tables/schema.ts'
import { addSettingOptions, configOf } from './flags/setting-options.ts'

export function registerTargetCommand(program: Command): void {
  const target = program.command('target').description('the Target: make its tables and roles')
  const init = target
    .command('init')
    .description('make tables, roles and signals; changes nothing where they are there')
    .option('--reader <name>', 'a role that sees the rows of some assets alone: those of --assets')
    .option(
      '--assets <names>',
      'what that role sees, as the Target calls them: T01,T02 (a comma in a name follows a \\)',
    )
    .option('--revoke', 'take all that it sees away from the role of --reader')
    .option('--json', 'print one JSON object')
  addSettingOptions(init, ['variables', 'statistics', 'periodSeconds', 'asset'])
  init.action(async (options: InitFlags, command: Command) => {
    const config = configOf(command)
    if (options.reader !== undefined || options.revoke === true) demandReader(options)
    else if (options.assets !== undefined) {
      throw new MinuanoError(
        'usage',
        '--assets says what a reader sees: give its name with --reader',
      )
    }
    const { withTargetOwner } = await import('../stack/with-database.ts')
    const { openTarget } = await import('../target/tables/open-target.ts')
    const { targetLimitsOf } = await import('../target/limits.ts')
    const { initTarget } = await import('../target/tables/init-target.ts')
    const { etlSettingsOf } = await import('../etl/shape/etl-settings.ts')
    const { findKinds } = await import('../etl/shape/find-kinds.ts')
    const { signalKeys } = await import('../etl/shape/signal-keys.ts')
    const { listStateCodes } = await import('../etl/shape/list-state-codes.ts')
    const { registerFor } = await import('../etl/shape/register-for.ts')
    const settings = etlSettingsOf(config)
    const result = await withTargetOwner(config, async (url) => {
      const opened = await openTarget(url, targetLimitsOf(config))
      try {
        const made = await initTarget(opened, {
          // A reader is of what is there: in a farm's Target, signals without an asset would be strays.
          signals:
            options.reader === undefined
              ? signalKeys(settings, config, findKinds(settings, config, settings.units))
              : [],
          units: settings.units,
          register: registerFor(config),
          states: listStateCodes(config.states ?? new Map<never, never>()),
          etlPassword: config.etlRolePassword,
          readerPassword: config.readerRolePassword,
        })
        return { ...made, ...(await initReader(opened, options, config.assets)) }
      } finally {
        await opened.close()
      }
    })
    if (options.json === true) {
      print(JSON.stringify(result))
      return
    }
    const steps = result.steps.length === 0 ? 'tables were there' : 'tables made'
    const signals = result.signals.length === 0 ? '' : `; signals: ${result.signals.join(', ')}`
    print(`Target: ${steps}${signals}`)
    print(
      result.rolesLeft === null
        ? 'Roles: etl owns the tables, reader may select'
        : `Roles left as they are, the tables belong to this user: ${result.rolesLeft}`,
    )
    if (result.reader !== undefined) print(describeReader(result.reader))
  })
  registerMerge(target)
  registerUrl(target)
}

interface InitFlags {
  readonly reader?: string
  readonly assets?: string
  readonly revoke?: true
  readonly json?: true
}

function demandReader({ reader, assets, revoke }: InitFlags): void {
  if (reader === undefined) throw new MinuanoError('usage', '--revoke: whose? Give --reader')
  if ((assets === undefined) === (revoke === undefined)) {
    throw new MinuanoError('usage', '--reader: give either --assets, what it sees, or --revoke')
  }
}

async function initReader(
  target: Target,
  { reader, revoke }: InitFlags,
  assets: readonly string[] | undefined,
): Promise<{ readonly reader?: NarrowReader | string }> {
  if (reader === undefined) return {}
  const { makeNarrowReader, removeNarrowReader } = await import('../target/tables/narrow-reader.ts')
  if (revoke !== true) return { reader: await makeNarrowReader(target, reader, assets!) }
  await removeNarrowReader(target, reader)
  return { reader }
}

function describeReader(reader: NarrowReader | string): string {
  if (typeof reader === 'string')
    return `Reader ${reader}: sees nothing any more; the role is there`
  const { name, assets, unknown, mayLogIn } = reader
  const later =
    unknown.length === 0 ? '' : ` (not in the Target yet: ${listAssets(unknown, unknown.length)})`
  const login = mayLogIn
    ? ''
    : `\nIt may not log in yet: alter role ${quoteIdentifier(name)} login password '…'`
  return `Reader ${name}: sees ${listAssets(assets, assets.length)} alone${later}${login}`
}

function registerMerge(target: Command): void {
  const merge = target
    .command('merge')
    .description('put tables of days together, month by month, where the month is over')
    .option('--json', 'print one JSON object')
  merge.addHelpText(
    'after',
    '\nA farm’s days are tables of their own at first. Loads put those of a past month together\nby themselves, when nobody reads; this does it now, and exits with 75 where some are left.',
  )
  addSettingOptions(merge, [])
  merge.action(async (options: { json?: true }, command: Command) => {
    const config = configOf(command)
    const { withTargetOwner } = await import('../stack/with-database.ts')
    const { openReadyTarget } = await import('../target/tables/open-ready-target.ts')
    const { targetLimitsOf } = await import('../target/limits.ts')
    const { mergeMonths } = await import('../target/partitions/merge-months.ts')
    const { merged, left } = await withTargetOwner(config, async (url) => {
      const opened = await openReadyTarget(url, targetLimitsOf(config))
      try {
        return await mergeMonths(opened, { say })
      } finally {
        await opened.close()
      }
    })
    if (left.length > 0) process.exitCode = 75
    if (options.json === true) {
      print(JSON.stringify({ merged, left }))
      return
    }
    for (const { name, tables } of merged) print(`${name}: ${tables} tables put together`)
    for (const { name, tables, reason } of left) {
      print(`${name}: left as ${tables} tables, since ${reason}`)
    }
    if (merged.length + left.length === 0) print('Target: nothing to put together')
  })
}

/** How long an `up` that is starting is waited for. */
const waitMilliseconds = 30_000

function registerUrl(target: Command): void {
  const url = target
    .command('url')
    .description('print the URL, with its password, by which other tools read the embedded Target')
    .option('--json', 'print one JSON object')
  url.addHelpText(
    'after',
    '\nIt is that of the role reader, who may only select: for psql, BI tools and notebooks, while\n`minuano up` serves. Of a Target that the settings name, whoever made its logins has them.',
  )
  url.action(async (options: { json?: true }, command: Command) => {
    const config = configOf(command)
    if (config.targetDatabaseUrl !== undefined) {
      throw new MinuanoError(
        'configuration',
        'the settings name the Target (TARGET_DATABASE_URL), and Minuano does not know the password of its reader: ask whoever ran `minuano target init` with READER_ROLE_PASSWORD',
      )
    }
    const { readRunning } = await import('../embedded/read-running.ts')
    const running = await readRunning(config.dataDirectory, { waitMilliseconds })
    const readerUrl = running?.targetReaderUrl
    if (readerUrl === undefined) {
      throw new MinuanoError(
        'configuration',
        running === undefined
          ? `no \`minuano up\` serves from ${config.dataDirectory}, so that nobody could connect: start it first`
          : 'the `minuano up` that serves was given its Target by TARGET_DATABASE_URL: whoever made its logins has them',
      )
    }
    print(options.json === true ? JSON.stringify({ readerUrl }) : readerUrl)
  })
}

import type { Command } from 'commander'
import { print, say } from '../log/say.ts'
import type { Day } from '../time/day.ts'
import { formatInstant, microsecondsPerMinute } from '../time/instant.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import { mostTurbines, readCount } from './flags/read-count.ts'
import { readDay } from './flags/read-day.ts'
import { addSettingOptions, configOf } from './flags/setting-options.ts'
import { registerSourceImportCommand } from './source-import.ts'

interface SeedFlags {
  readonly from: Day
  readonly days: number
  readonly seed: number
  readonly replace?: true
  readonly ifEmpty?: true
  readonly assets?: number
  readonly faults?: true
}

/** A run that is over sooner needs no progress. */
const progressMilliseconds = 2000

export function registerSourceCommand(program: Command): void {
  const source = program
    .command('source')
    .description('the Source: make its table and role, fill it with random or real data')
  source
    .command('init')
    .description('make the table data and the role connector; changes nothing where they are there')
    .action(async (_options: object, command: Command) => {
      const config = configOf(command)
      const { withSourceOwner } = await import('../stack/with-database.ts')
      const { withConnection } = await import('../postgres/connect.ts')
      const { sourceDeadline } = await import('./work/source-deadline.ts')
      const { initSource } = await import('../source/table/init-source.ts')
      const { leftUndone } = await withSourceOwner(config, (url) =>
        withConnection(
          url,
          'Source',
          (client) => initSource(client, { connectorPassword: config.connectorRolePassword }),
          sourceDeadline(config, 'making the table'),
        ),
      )
      for (const line of leftUndone) say(line)
      const role = leftUndone.length === 0 ? '; the role connector may only select it' : ''
      print(`Source: the table data is there${role}`)
    })
  registerSourceImportCommand(source)
  const seed = source
    .command('seed')
    .description('fill the table data with random rows, one a minute; the same seed, the same rows')
    .option('--from <day>', 'first day', readDay, '2025-01-01')
    .option('--days <number>', 'how many days', readCount(1, 36_525), 10)
    .option('--seed <number>', 'which random data', readCount(0, 2 ** 31 - 1), 1)
    .option(
      '--assets <number>',
      'so many turbines of a farm, T01 and on',
      readCount(1, mostTurbines),
    )
    .option('--faults', 'of a farm: some rows missing, frozen or of a stopped turbine; says which')
    .option('--replace', 'overwrite rows that differ')
    .option('--if-empty', 'leave a Source alone that holds any row')
  addSettingOptions(seed, ['timeZone'])
  seed.action(async (flags: SeedFlags, command: Command) => {
    const config = configOf(command)
    const { from, days, replace = false, assets, faults: withFaults = false } = flags
    if (withFaults && assets === undefined) throw faultsOfFarm()
    const { withSourceOwner } = await import('../stack/with-database.ts')
    const { withConnection } = await import('../postgres/connect.ts')
    const { sourceDeadline } = await import('./work/source-deadline.ts')
    const { seedSource } = await import('../source/seed/seed-source.ts')
    const { describeSource } = await import('../source/table/describe-source.ts')
    const { sourcePeriod } = await import('../source/table/source-period.ts')
    const seeded = await withSourceOwner(config, (url) =>
      withConnection(
        url,
        'Source',
        async (client) => {
          if (flags.ifEmpty === true) {
            // Rows that a filter leaves out are rows all the same.
            const whole = { ...config, sourceWhere: undefined }
            const period = await sourcePeriod(client, await describeSource(client, whole))
            const isEmpty = period.first === null && period.outsideRows === 0
            if (!isEmpty) return undefined
          }
          return seedSource(client, {
            from,
            days,
            seed: flags.seed,
            replace,
            timeZone: config.timeZone,
            assets,
            withFaults,
            onProgress: sayNowAndThen(days, assets),
          })
        },
        sourceDeadline(config, 'seeding'),
      ),
    )
    if (seeded === undefined) {
      print('Source: it holds rows already, and is left as it is')
      return
    }
    const { interval, rows, written, faults } = seeded
    const last = formatInstant(interval.end - microsecondsPerMinute)
    print(
      `Source: ${rows} rows${assets === undefined ? '' : ` of ${assets} assets`}, ${formatInstant(interval.start)} to ${last} (seed ${flags.seed}); ` +
        (written === 0 ? 'they were there already' : `${written} written`),
    )
    const { describeFaults } = await import('./words/describe-faults.ts')
    for (const line of describeFaults(faults)) print(line)
  })
}

function faultsOfFarm(): MinuanoError {
  return new MinuanoError('usage', '--faults is for a farm: give --assets too')
}

function sayNowAndThen(days: number, assets?: number): (rows: number) => void {
  let saidAt = performance.now()
  return (rows) => {
    if (performance.now() - saidAt < progressMilliseconds) return
    saidAt = performance.now()
    const all = days * (assets ?? 1)
    say(
      `seeding: ${assets === undefined ? 'day' : 'turbine-day'} ${Math.ceil(rows / 1440)} of ${all}`,
    )
  }
}

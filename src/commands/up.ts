import type { Command } from 'commander'
import type { Config } from '../config/settings.ts'
import type { SourceFacts } from '../etl/extract/fetch-source-facts.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import { newestDay } from '../etl/plan/newest-day.ts'
import { print, say } from '../log/say.ts'
import type { SeedChoice, Stack } from '../stack/start-stack.ts'
import type { Later } from '../stack/teardown.ts'
import { dayOf } from '../time/day.ts'
import type { Day } from '../time/day.ts'
import { parseTime } from '../time/parse-time.ts'
import { mostTurbines, readCount } from './flags/read-count.ts'
import {
  addSettingOptions,
  configOf,
  isFlagGiven,
  shapingSettings,
} from './flags/setting-options.ts'
import { upAsJson, upAsText } from './words/up-summary.ts'
import type { describeFaults } from './words/describe-faults.ts'
import type { UpOutcome } from './words/up-summary.ts'

interface UpFlags {
  readonly once?: true
  readonly json?: true
  readonly load: boolean
  readonly port?: string
  readonly pagePort?: string
  readonly seedAssets?: number
  readonly seedFaults?: boolean
}

export function registerUpCommand(program: Command): void {
  const up = program
    .command('up')
    .description('the whole pipeline: databases, Connector, every day of the Source; then serve')
    .option('--once', 'end when the job is done')
    .option('--json', 'print one JSON object when the job is done')
    .option('--no-load', 'load no day: for a scheduler, such as Dagster, that does')
  up.option(
    '--seed-assets <number>',
    'fill an empty embedded Source with so many turbines of a farm',
    readCount(1, mostTurbines),
  ).option(
    '--seed-faults',
    'of these: some rows missing, frozen or of a stopped turbine; says which',
  )
  addSettingOptions(up, [
    'connectorPort',
    ...shapingSettings,
    'concurrency',
    'syncEvery',
    'pagePort',
  ])
  up.action(async (flags: UpFlags, command: Command) => {
    const config = configOf(command)
    const port = isFlagGiven(command, 'connectorPort') ? flags.port : undefined
    const pagePort = isFlagGiven(command, 'pagePort') ? flags.pagePort : undefined
    if (flags.seedFaults === true && flags.seedAssets === undefined) {
      throw new MinuanoError('usage', '--seed-faults is for a farm: give --seed-assets too')
    }
    const { describeFaults } = await import('./words/describe-faults.ts')
    const { withTeardown } = await import('../stack/teardown.ts')
    const { startStack } = await import('../stack/start-stack.ts')
    await withTeardown(async (later, untilToldToEnd) => {
      const stack = await startStack(config, { port }, later, seedChoice(flags, describeFaults))
      const { syncEverySeconds } = await import('../stack/sync-every-seconds.ts')
      const everySeconds = syncEverySeconds(config, flags.load)
      // Before the days are loaded: whoever looks sees them come.
      const page =
        flags.once === true
          ? undefined
          : await startPageOf(config, stack, everySeconds, { port: pagePort, later })
      const broken = Promise.race([stack.broken, ...(page === undefined ? [] : [page.broken])])
      broken.catch(() => undefined)
      const outcome = await Promise.race([doJob(config, stack, flags.load, later), broken])
      print(
        flags.json === true
          ? upAsJson(stack, outcome, page?.url)
          : upAsText(config, stack, outcome, page?.url),
      )
      process.exitCode = outcome.job.exitCode
      if (flags.once === true) return
      await stack.publish()
      const { keepFresh } = await import('../stack/keep-fresh.ts')
      say('Serving until Ctrl-C.')
      if (everySeconds !== undefined) keepFresh(config, stack, later, { everySeconds })
      await Promise.race([untilToldToEnd(), broken])
      say('Stopping ...')
      process.exitCode = 0
    })
  })
}

/** The page, and what it may ask of us. */
async function startPageOf(
  config: Config,
  stack: Stack,
  syncEverySeconds: number | undefined,
  { port, later }: { readonly port: string | undefined; readonly later: Later },
) {
  const { createPageJobs } = await import('../stack/page-jobs.ts')
  const { startPageProcess } = await import('../stack/start-page-process.ts')
  const actions = createPageJobs(config, stack, later)
  const page = await startPageProcess(config, stack, { port, actions, syncEverySeconds }, later)
  const broken = page.exited.then((): never => {
    throw new MinuanoError('process-failed', 'the page ended unexpectedly: see above')
  })
  broken.catch(() => undefined)
  return { url: page.url, broken }
}

/** What an empty Source is to be filled with; its faults are said, for who compares. */
function seedChoice(
  { seedAssets, seedFaults = false }: UpFlags,
  describe: typeof describeFaults,
): SeedChoice {
  return {
    assets: seedAssets,
    withFaults: seedFaults,
    onFaults: (faults) => {
      for (const line of describe(faults)) say(line)
    },
  }
}

/** Brings every day of the Source to the Target, if that is wanted, and looks at what is there then. */
async function doJob(
  config: Config,
  stack: Stack,
  isToLoad: boolean,
  later: Later,
): Promise<UpOutcome> {
  const { describeOutsideRows, fetchSourceFacts } =
    await import('../etl/extract/fetch-source-facts.ts')
  const { connectorClientOf } = await import('../etl/shape/etl-settings.ts')
  const { runJob, noJob } = await import('../stack/run-job.ts')
  const { openReadyTarget } = await import('../target/tables/open-ready-target.ts')
  const { targetLimitsOf } = await import('../target/limits.ts')
  const { describeTarget } = await import('../target/tables/describe-target.ts')
  const period = await fetchSourceFacts({
    ...connectorClientOf(config, stack.connectorUrl),
    retries: stack.connectorRetries,
  })
  const outside = describeOutsideRows(period)
  if (outside !== undefined) say(`minuano: ${outside}`)
  const days = isToLoad ? daysOf(period, config) : null
  const job = days === null ? noJob : await runJob(config, stack, days, later)
  const target = await openReadyTarget(stack.targetUrl, targetLimitsOf(config))
  try {
    return { period, job, target: await describeTarget(target) }
  } finally {
    await target.close()
  }
}

/** The days of the Source's period, up to the newest that has a closed bin; `null` if there is none. */
function daysOf({ first, last }: SourceFacts, config: Config): { first: Day; last: Day } | null {
  if (first === null || last === null) return null
  const dayAt = (time: string) => dayOf(parseTime(time, 'UTC')!, config.timeZone)
  const newest = newestDay({ timeZone: config.timeZone, periodSeconds: config.periodSeconds })
  const days = { first: dayAt(first), last: dayAt(last) < newest ? dayAt(last) : newest }
  return days.first > days.last ? null : days
}

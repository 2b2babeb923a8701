import type { Config } from '../../config/settings.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import type { Asset } from '../../signal/asset.ts'
import type { DescribedSource, Source } from '../source.ts'
import { createSourcePool } from '../source-pool.ts'
import { allowedPeriod, withinAssets } from '../table/allowed-assets.ts'
import { assetPeriods } from '../table/asset-periods.ts'
import { describeSource } from '../table/describe-source.ts'
import { findRowKeys } from '../table/find-row-keys.ts'
import { listAssets } from '../table/list-assets.ts'
import type { SourceTable, Variable } from '../table/source-table.ts'
import { findTimeReasons, hasClockChanges } from '../table/time-reasons.ts'
import { createTableCache } from '../table/table-cache.ts'
import { isTypeFault } from '../table/time-expression.ts'
import { wholePeriod } from '../table/whole-period.ts'
import { openSamples } from './open-samples.ts'
import { takeInventories } from './take-inventories.ts'

/** Whether it is ready must be known sooner than data, for which people wait. */
const checkSeconds = 5

/** What only helps a message must not be waited for. */
const lookSeconds = 3

/** A Source of one table with a column a variable, and perhaps one that names the asset. It need not be there yet. */
export function createWideSource(config: Config): Source {
  const pool = createSourcePool(config)
  // A connection of its own: what a Source is, and whether it answers, must be known while all others are in use.
  const aside = createSourcePool({ ...config, sourceConnections: 1 })
  const cache = createTableCache(() => aside.ask((client) => describeSource(client, config)))

  /** A column was renamed, dropped or retyped, perhaps: the next request looks. */
  function lookAgain(error: unknown): unknown {
    if (!(error instanceof MinuanoError) || error.code !== 'source-refused') return error
    cache.forget()
    if (!isTypeFault(error.cause)) return error
    return new MinuanoError(
      'source-unavailable',
      'the Source’s time column is of another type than when it was looked at: try again',
      { cause: error },
    )
  }

  const ask: typeof pool.ask = (question, seconds) =>
    pool.ask(question, seconds).catch((error: unknown) => {
      throw lookAgain(error)
    })

  const describe = (table: SourceTable): DescribedSource => ({
    variables: table.variables,
    hasAssets: table.assetColumn !== undefined,
    timeDigits: table.timeDigits,
    orderColumn: table.orderColumn,
    mayHaveReasons: hasClockChanges(table) || table.orderColumn !== undefined,
    period: () =>
      ask((client) => (table.allowed === undefined ? wholePeriod : allowedPeriod)(client, table)),
    // Of use where rows were refused: no answer is to wait, or fail, for it.
    rowKeys: () => pool.ask((client) => findRowKeys(client, table), lookSeconds).catch(() => []),
    reasoned: async ({ interval, variables, withReasons }) => {
      const doubtful = withReasons === true && (await findTimeReasons(table, interval))
      // A row's time is that of all its variables.
      if (doubtful) return { variables, clock: table.timeZone }
      return withReasons === true && table.orderColumn !== undefined
        ? { variables, clock: undefined }
        : undefined
    },
    open: (query, signal) =>
      openSamples(
        {
          pool,
          table,
          variables: columnsOf(table, query.variables),
          timeout: config.sourceTimeout,
          forget: () => cache.forget(),
          lookAgain,
          signal,
        },
        query,
      ),
    inventory: (query, rule) =>
      ask((client) =>
        takeInventories(client, table, columnsOf(table, query.variables), query, rule),
      ),
    assets: () => ask((client) => assetPeriods(client, table)),
    assetNames: async () =>
      table.assetColumn === undefined
        ? ['']
        : (await ask((client) => listAssets(client, table))).assets,
  })

  const check = shareRunning(async () => {
    const { relation } = await cache.get()
    await aside.ask((client) => client.query(`select from ${relation} limit 1`), checkSeconds)
  })
  const close = async () => {
    await Promise.all([pool.close(), aside.close()])
  }
  /** Every question is put to a table that has the allowed assets alone. */
  const allowing = (allowed: readonly Asset[] | undefined): Source => ({
    describe: async (fresh = false) =>
      describe(withinAssets(await (fresh ? cache.refresh() : cache.get()), allowed)),
    within: (assets) => allowing(allowed?.filter((asset) => assets.includes(asset)) ?? assets),
    check,
    connections: () => pool.count(),
    close,
  })
  return allowing(undefined)
}

/** Whoever asks while it runs shares its outcome: many who ask are not more work than one. */
function shareRunning(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => (running ??= work().finally(() => (running = undefined)))
}

/** A name that the description does not have is a fault in the program. */
function columnsOf({ variables }: SourceTable, names: readonly string[]): Variable[] {
  const known = new Map(variables.map((variable) => [variable.name, variable]))
  return names.map((name) => {
    const variable = known.get(name)
    if (variable === undefined) throw new Error(`the Source's table has no variable ${name}`)
    return variable
  })
}

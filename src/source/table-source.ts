import type pg from 'pg'
import type { Config } from '../config/settings.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import type { Asset } from '../signal/asset.ts'
import type {
  AssetPeriod,
  DayRule,
  DescribedSource,
  OpenSamples,
  Reasoned,
  RowKey,
  SampleQuery,
  Source,
  SourceFacts,
  SourceInventory,
  SourcePeriod,
} from './source.ts'
import { createSourcePool } from './source-pool.ts'
import type { Reading } from './table/open-in-snapshot.ts'
import type { SourceTable } from './table/source-table.ts'
import { createTableCache } from './table/table-cache.ts'
import { isTypeFault } from './table/time-expression.ts'

/** How samples lie in a table: what a Source of one must be able to do with it. */
export interface TableLayout<T extends SourceTable> {
  /** Reads what there is. */
  describe(client: pg.ClientBase): Promise<T>
  /** The table as if it had these assets alone, where they are given. */
  within(table: T, allowed: readonly Asset[] | undefined): T
  facts(table: T): SourceFacts
  period(client: pg.ClientBase, table: T): Promise<SourcePeriod>
  rowKeys(client: pg.ClientBase, table: T): Promise<readonly RowKey[]>
  reasoned(table: T, query: SampleQuery): Promise<Reasoned | undefined>
  open(reading: Reading, table: T, query: SampleQuery): Promise<OpenSamples>
  inventory(
    client: pg.ClientBase,
    table: T,
    query: SampleQuery,
    rule: DayRule,
  ): Promise<SourceInventory>
  assets(client: pg.ClientBase, table: T): Promise<AssetPeriod[]>
  assetNames(client: pg.ClientBase, table: T): Promise<readonly Asset[]>
}

/** Whether it is ready must be known sooner than data, for which people wait. */
const checkSeconds = 5

/** What only helps a message must not be waited for. */
const lookSeconds = 3

/** A Source of one table, in a layout. It need not be there yet. */
export function createTableSource<T extends SourceTable>(
  config: Config,
  layout: TableLayout<T>,
): Source {
  const pool = createSourcePool(config)
  // A connection of its own: what a Source is, and whether it answers, must be known while all others are in use.
  const aside = createSourcePool({ ...config, sourceConnections: 1 })
  const timeout = config.sourceTimeout
  const cache = createTableCache(() => aside.ask((client) => layout.describe(client)))

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

  const describe = (table: T): DescribedSource => ({
    ...layout.facts(table),
    period: () => ask((client) => layout.period(client, table)),
    // Of use where rows were refused: no answer is to wait, or fail, for it.
    rowKeys: () => pool.ask((client) => layout.rowKeys(client, table), lookSeconds).catch(() => []),
    reasoned: (query) => layout.reasoned(table, query),
    open: (query, signal) => {
      const forget = () => cache.forget()
      return layout.open({ pool, timeout, forget, lookAgain, signal }, table, query)
    },
    inventory: (query, rule) => ask((client) => layout.inventory(client, table, query, rule)),
    assets: () => ask((client) => layout.assets(client, table)),
    assetNames: () => ask((client) => layout.assetNames(client, table)),
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
      describe(layout.within(await (fresh ? cache.refresh() : cache.get()), allowed)),
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

import type { Config } from '../../config/settings.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import type { SecondDigits } from '../../time/instant.ts'
import type { AssetFrame } from '../../frame/frame.ts'
import type { DescribedSource, SampleQuery, Source } from '../source.ts'
import { createSourcePool } from '../source-pool.ts'
import { describeSource } from '../table/describe-source.ts'
import { findRowKeys } from '../table/find-row-keys.ts'
import { sourcePeriod } from '../table/source-period.ts'
import type { SourceTable, Variable } from '../table/source-table.ts'
import { findTimeReasons } from '../table/time-reasons.ts'
import { createTableCache } from '../table/table-cache.ts'
import { isTypeFault } from '../table/time-expression.ts'
import { readFrames } from './read-frames.ts'
import { takeInventory } from './take-inventory.ts'

/** Whether it is ready must be known sooner than data, for which people wait. */
const checkSeconds = 5

/** What only helps a message must not be waited for. */
const lookSeconds = 3

/** A Source of one table with a column a variable, and one asset, `''`. It need not be there yet. */
export function createWideSource(config: Config): Source {
  const pool = createSourcePool(config)
  const cache = createTableCache(() => pool.ask((client) => describeSource(client, config)))

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

  async function* frames(
    table: SourceTable,
    { interval, variables, withReasons }: SampleQuery,
    signal: AbortSignal,
  ): AsyncGenerator<AssetFrame, void, void> {
    const client = await pool.take()
    let isWhole = false
    try {
      const reasons = withReasons === true ? await findTimeReasons(table, interval) : undefined
      const marksUnordered = withReasons === true && table.orderColumn !== undefined
      const options = { signal, timeout: config.sourceTimeout, reasons, marksUnordered }
      const columns = columnsOf(table, variables)
      for await (const frame of readFrames(client, table, interval, columns, options)) {
        if (isFiner(frame.time, table.timeDigits)) {
          cache.forget()
          throw new MinuanoError(
            'source-unavailable',
            'the Source’s time column keeps more decimals of a second than when it was looked at: try again',
          )
        }
        yield { asset: '', frame }
      }
      isWhole = true
    } catch (error) {
      throw lookAgain(error)
    } finally {
      pool.giveBack(client, !isWhole)
    }
  }

  const describe = (table: SourceTable): DescribedSource => ({
    variables: table.variables,
    assets: [''],
    timeDigits: table.timeDigits,
    orderColumn: table.orderColumn,
    period: () => ask((client) => sourcePeriod(client, table)),
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
    frames: (query, signal) => frames(table, query, signal),
    inventory: ({ interval, variables }, rule) =>
      ask((client) => takeInventory(client, table, interval, columnsOf(table, variables), rule)),
  })

  return {
    describe: async (fresh = false) => describe(await (fresh ? cache.refresh() : cache.get())),
    check: async () => {
      const { relation } = await cache.get()
      await pool.ask((client) => client.query(`select from ${relation} limit 1`), checkSeconds)
    },
    close: () => pool.close(),
  }
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

/** Whether a time has more decimals of a second than its answer would show: an import widened the column. */
function isFiner(times: Float64Array, digits: SecondDigits): boolean {
  if (digits === 6) return false
  const unit = digits === 0 ? 1e6 : 1000
  // Not `%`, which takes ten times as long.
  return times.some((time) => Math.floor(time / unit) * unit !== time)
}

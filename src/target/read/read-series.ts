import { decodePackedSignals, packedSignalColumns } from '../../frame/postgres/packed-series.ts'
import type { PackedSeries } from '../../frame/postgres/packed-series.ts'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import { copyOut } from '../../postgres/copy-out.ts'
import { quoteLiteral } from '../../postgres/quote.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { inTransaction } from '../in-transaction.ts'
import type { Target } from '../tables/schema.ts'

/** By signal, in the order of time; of one without a value in the interval there is none. */
export type SeriesBySignal = ReadonlyMap<number, PackedSeries>

/**
 * Reads intervals of these signals one after the other, all as they were at one moment, and hands each to `use`.
 * Throws `target-unavailable` or `target-refused`, and whatever `use` throws.
 */
export async function readSeries(
  target: Target,
  what: string,
  ids: readonly number[],
  intervals: readonly Interval[],
  use: (series: SeriesBySignal) => Promise<void>,
): Promise<void> {
  const options = {
    what,
    readOnly: true,
    copies: true,
    first: 'set transaction isolation level repeatable read; set local jit = off',
  }
  const state = { isTheirs: false }
  try {
    await inTransaction(target, options, async () => {
      for (const interval of intervals) {
        const series = await readInterval(target, ids, interval)
        state.isTheirs = true
        await use(series)
        state.isTheirs = false
      }
    })
  } catch (error) {
    throw state.isTheirs ? error : classifyPostgresError(error, 'Target')
  }
}

async function readInterval(
  { client }: Target,
  ids: readonly number[],
  { start, end }: Interval,
): Promise<SeriesBySignal> {
  const [from, to] = [start, end].map((at) => quoteLiteral(formatInstant(at, 6)))
  // In whatever order they lie: mostly by time, and to be told to sort takes PostgreSQL as long again.
  const reader = copyOut(
    client,
    `copy (
       select ${packedSignalColumns} from data
       where signal_id = any('{${ids.join()}}'::int[]) and "timestamp" >= ${from} and "timestamp" < ${to}
       group by signal_id) to stdout (format binary)`,
  )
  const chunks: Buffer[] = []
  for (let bytes = await reader.next(); bytes !== undefined; bytes = await reader.next()) {
    // Good until the next call alone.
    chunks.push(Buffer.from(bytes))
  }
  return decodePackedSignals(Buffer.concat(chunks))
}

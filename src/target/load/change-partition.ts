import type pg from 'pg'
import { createTable } from '../partitions/create-table.ts'
import type { NewTable } from '../partitions/create-table.ts'
import { areReplaceable, isOwn } from '../partitions/is-replaceable.ts'
import type { Partition } from '../partitions/read-partitions.ts'
import type { Target } from '../tables/schema.ts'
import type { Interval } from '../../time/interval.ts'
import { tryMonths } from './lock-months.ts'
import type { PieceWriter } from './piece-writer.ts'
import { createRowBuffer } from './row-buffer.ts'
import { readStoredHashes } from './stored-hashes.ts'
import { writeDifference } from './write-difference.ts'

/** Up to so many rows go into a partition row by row: 1.4 s, at 14 µs each. */
const insertedRows = 100_000

/** A row that is moved to a new table costs 3 µs: a fifth of one that is inserted where it is. */
const movedPerInserted = 4

/** From so many parts of its size on, a part is few rows of a partition. */
const manyParts = 4

/** A row of `data` on disk, with its line pointer. */
const rowBytes = 52

export interface ChangeOptions {
  readonly schema: string
  readonly partition: Partition
  /** What a table of new rows would take: all of the partition, or the window's part of it. */
  readonly bounds: Interval
  /** What of the window lies in it, in order. */
  readonly runs: readonly Interval[]
  /** All signals of the window, where they are known before its parts come. */
  readonly ids?: readonly number[] | undefined
  /** Values of the window that fall in it. */
  readonly expected: number
  /** Whether a new table may take its place: no other has to see the rows pass through `data`. */
  readonly mayReplace: boolean
  /** Numbers of the months that this transaction has locked. */
  readonly locked: Set<number>
}

/**
 * Brings a partition that is there to what parts say. Few missing rows are inserted into it; many go into
 * a new table, which is to take its place.
 */
export function changePartition(target: Target, options: ChangeOptions): PieceWriter {
  const { client } = target
  const buffer = createRowBuffer()
  const storedHashes = askHashes(client, options)
  let [seen, inserted] = [0, 0]
  /** `null`: rows go into the partition. */
  let fresh: NewTable | null | undefined
  const flush = () =>
    fresh ? buffer.flush(client, fresh.table, ', freeze') : buffer.flush(client, 'data')
  return {
    async write(part) {
      const values = part.series.reduce((sum, { time }) => sum + time.length, 0)
      const isOneOfMany = manyParts * values < options.expected
      const results = await writeDifference(client, part, {
        insert: (series) => buffer.add(series),
        storedHashes,
        isOneOfMany,
      })
      seen += values
      inserted += results.reduce((sum, day) => sum + day.inserted, 0)
      if (buffer.rows() >= insertedRows) {
        const likely = Math.max(inserted, (inserted / seen) * options.expected)
        if (fresh === undefined) fresh = await beginReplacement(target, options, likely)
        await flush()
      }
      return results
    },
    async finish() {
      await flush()
      return fresh ? { replacement: { old: options.partition, fresh } } : {}
    },
  }
}

/**
 * Asks at once for what is stored of all runs, while the first part is still on its way. A part that has other days
 * than a run is not told.
 */
function askHashes(client: pg.ClientBase, { ids, runs }: ChangeOptions) {
  if (ids === undefined) return () => undefined
  const asked = runs.map((run) => {
    const hashes = readStoredHashes(client, ids, run)
    // Whoever needs them hears of it.
    hashes.catch(() => undefined)
    return { run, hashes }
  })
  return ({ start, end }: Interval) =>
    asked.find(({ run }) => run.start === start && run.end === end)?.hashes
}

/** A table for the place of a partition, where that is allowed and worth it. */
async function beginReplacement(
  { client }: Target,
  { schema, partition, bounds, expected, mayReplace, locked }: ChangeOptions,
  likely: number,
): Promise<NewTable | null> {
  if (!mayReplace || !isOwn(partition)) return null
  const { rows } = await client.query<{ bytes: string }>('select pg_relation_size($1) as bytes', [
    partition.oid,
  ])
  const stored = Number(rows[0]!.bytes) / rowBytes
  if (stored > movedPerInserted * Math.max(likely, expected - stored)) return null
  if (!(await tryMonths(client, partition.bounds, locked))) return null
  const fresh = await createTable(client, schema, bounds)
  if (await areReplaceable(client, [partition], fresh)) return fresh
  await client.query(`drop table ${fresh.table}`)
  return null
}

import type pg from 'pg'
import { copyIn } from '../../postgres/copy-in.ts'
import { copyOut } from '../../postgres/copy-out.ts'
import { quoteLiteral } from '../../postgres/quote.ts'
import { formatInstant } from '../../time/instant.ts'
import type { NewTable } from './create-table.ts'

/** Rows that are held at once: 4 MB. */
const heldRows = 120_000

/** A COPY answer's header and trailer, where there is no row. */
const emptyBytes = 21

/**
 * Copies what `data` holds within a new table's bounds into it, all columns, as bytes that only pass
 * through here. Not by INSERT … SELECT, which takes as long and cannot FREEZE: an older snapshot would
 * see the new table without these rows. Gives whether there were any. The table must have been made in
 * this transaction, outside of any savepoint.
 */
export async function copyStored(client: pg.Client, into: NewTable): Promise<boolean> {
  const { rows } = await client.query<{ columns: string; ids: number[]; period: number }>(
    storedFacts,
  )
  const { columns, ids, period } = rows[0]!
  const [from, to] = [into.bounds.start, into.bounds.end].map((at) =>
    quoteLiteral(formatInstant(at, 6)),
  )
  const bins = (into.bounds.end - into.bounds.start) / (period * 1e6)
  const step = Math.max(1, Math.floor(heldRows / bins))
  let isThere = false
  for (let at = 0; at < ids.length; at += step) {
    const [first, last] = [ids[at]!, ids[Math.min(at + step, ids.length) - 1]!]
    const bytes = await readAll(
      client,
      `copy (
         select ${columns} from data
         where signal_id >= ${first} and signal_id <= ${last}
           and "timestamp" >= ${from!} and "timestamp" < ${to!}
         order by signal_id, "timestamp") to stdout (format binary)`,
    )
    if (bytes.length <= emptyBytes) continue
    isThere = true
    const statement = `copy ${into.table} (${columns}) from stdin (format binary, freeze)`
    await copyIn(client, statement, pieces(bytes))
  }
  return isThere
}

/** The columns that have values of their own, the signals, and how near each other values may be. */
const storedFacts = `
  select (
      select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
      where attrelid = 'data'::regclass and attnum > 0 and not attisdropped and attgenerated = ''
    ) as columns,
    coalesce(array_agg(id order by id), '{}') as ids, coalesce(min(period_seconds), 600) as period
  from signal`

async function readAll(client: pg.Client, statement: string): Promise<Buffer> {
  const reader = copyOut(client, statement)
  const chunks: Buffer[] = []
  for (let bytes = await reader.next(); bytes !== undefined; bytes = await reader.next()) {
    // Good until the next call alone.
    chunks.push(Buffer.from(bytes))
  }
  return Buffer.concat(chunks)
}

const pieceBytes = 256 * 1024

function* pieces(bytes: Buffer): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
}

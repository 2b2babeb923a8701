import type pg from 'pg'
import { encodeCopySeries } from '../../frame/postgres/postgres-copy.ts'
import { copyIn } from '../../postgres/copy-in.ts'
import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Month } from '../tables/month.ts'
import { countRows } from './split-window.ts'
import type { LoadResult, MonthLoad } from './window-load.ts'

/**
 * Makes a month's partition with its rows in it; none if there are no rows. Gives what changed, day by
 * day. A year this way took 0.73 s, by COPY into keyed partitions 3.0 s: the foreign key is then checked row by row, by ATTACH as a set.
 *
 * The order matters: the foreign key comes with ATTACH, since adding it before makes ATTACH lock
 * `signal` exclusively, and two such loads deadlock; LIKE and ATTACH, since CREATE … PARTITION OF
 * after a write deadlocks too; FREEZE, since an older snapshot would see the new month empty.
 */
export async function createFilledMonth(
  client: pg.Client,
  month: Month,
  load: MonthLoad,
): Promise<LoadResult[]> {
  const rows = countRows(load)
  const changes = rows.map((inserted) => ({ inserted, updated: 0, deleted: 0 }))
  if (rows.every((count) => count === 0)) return changes
  const partition = quoteIdentifier(month.partition)
  await client.query(`create table ${partition} (like data including defaults)`)
  await copyIn(
    client,
    `copy ${partition} (signal_id, "timestamp", value) from stdin (format binary, freeze)`,
    encodeCopySeries(load.series),
  )
  const [from, to] = [month.interval.start, month.interval.end].map((instant) =>
    quoteLiteral(formatInstant(instant)),
  )
  await client.query(`alter table ${partition} add primary key (signal_id, "timestamp")`)
  await client.query(
    `alter table data attach partition ${partition} for values from (${from}) to (${to})`,
  )
  return changes
}

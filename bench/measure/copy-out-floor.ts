import { openRawConnection } from './raw-connection.ts'
import type { MinuanoUp } from '../stack/minuano-up.ts'

/** Seconds in which PostgreSQL gives the rows of these days by binary COPY, drained unread. */
export async function measureCopyOut(up: MinuanoUp, first: string, last: string): Promise<number> {
  const connection = await openRawConnection(up.sourceUrl)
  try {
    const startedAt = performance.now()
    await connection.drain(
      `copy (select "timestamp", wind_speed, power from data
        where "timestamp" >= '${first}' and "timestamp" < date '${last}' + 1
        order by "timestamp") to stdout (format binary)`,
    )
    return (performance.now() - startedAt) / 1000
  } finally {
    connection.close()
  }
}

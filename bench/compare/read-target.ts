import { withClient } from '../stack/run-sql.ts'

/** Signal, microseconds since 1970, value: in this order. */
export type TargetRow = readonly [signal: string, time: number, value: number]

/** All rows of a Target, whosever it is. */
export function readTarget(url: string): Promise<TargetRow[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<[string, number, number]>({
      text: `select name, (extract(epoch from "timestamp") * 1e6)::float8, value
        from data join signal on signal.id = signal_id order by 1, 2`,
      rowMode: 'array',
    })
    return rows
  })
}

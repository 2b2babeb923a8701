import { say } from '../../src/log/say.ts'
import { listDays } from '../../src/time/day.ts'
import { runSql } from './run-sql.ts'
import type { Bench } from './start-bench.ts'

/** Fills the Source with these days of random data, the same for everybody who runs the bench. */
export async function fillSource({ up }: Bench, first: string, last: string): Promise<void> {
  const days = listDays(first, last).length
  say(`filling the Source: ${first} to ${last} ...`)
  await up.run(['source', 'seed', '--from', first, '--days', String(days), '--seed', '7'])
  await runSql(up.adminUrl('source'), 'vacuum analyze data', 'checkpoint')
}

/**
 * Changes every value of these days a little, to as many decimals as it had, and lays the table out in time's order again: it is as
 * quick to read as before.
 */
export async function changeSource({ up }: Bench, first: string, last: string): Promise<void> {
  await runSql(
    up.adminUrl('source'),
    `update data set wind_speed = round((wind_speed + 0.01)::numeric, 2), power = round((power + 0.1)::numeric, 1)
     where "timestamp" >= '${first}' and "timestamp" < date '${last}' + 1`,
    'cluster data using data_pkey',
    'vacuum analyze data',
    'checkpoint',
  )
}

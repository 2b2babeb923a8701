import { settle } from './empty-targets.ts'
import { runSql } from './run-sql.ts'
import { farm } from './start-farm.ts'
import type { Bench } from './start-bench.ts'

/** As if the farm's day had never been loaded; the day before stays. */
export async function forgetDay(bench: Bench): Promise<void> {
  const url = bench.up.adminUrl('target')
  const tables = await runSql<{ name: string }>(
    url,
    `select inhrelid::regclass::text as name from pg_inherits join pg_class on pg_class.oid = inhrelid
     where inhparent = 'data'::regclass and pg_get_expr(relpartbound, pg_class.oid) like '%(''${farm.day} 00:00:00+00'')%TO%'`,
  )
  await runSql(
    url,
    ...tables.map(({ name }) => `drop table ${name}`),
    `delete from load where day = '${farm.day}'`,
  )
  await settle(bench)
}

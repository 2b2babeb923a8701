import { lockClass } from '../../target/load/advisory-lock.ts'
import { ask } from '../ask.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { OpenServer } from '../open-server.ts'

const make = findingsOf('Target')

/** What SQL knows of the disk, and whether a load is under way. */
export async function lookAtDisk({ client }: OpenServer): Promise<Finding[]> {
  const [row] = await ask<{ size: string; locks: number }>(
    client,
    'Target',
    `select pg_size_pretty(pg_database_size(current_database())) as size,
       (select count(*) from pg_locks where locktype = 'advisory' and classid::int8 = ${lockClass}
          and database = (select oid from pg_database where datname = current_database()))::int as locks`,
  )
  const { size, locks } = row!
  return [
    make.ok(`the database takes ${size} of its disk`),
    make.unconfirmed(
      'how much of its disk is free: SQL does not say. docs/sizes.md says what a year of signals takes',
    ),
    ...(locks > 0 ? [make.note('a load is under way: another process holds Minuano’s locks')] : []),
  ]
}

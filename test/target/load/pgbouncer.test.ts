import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadParts } from '../../../src/target/load/load-parts.ts'
import { mergeMonths } from '../../../src/target/partitions/merge-months.ts'
import { openTarget } from '../../../src/target/tables/open-target.ts'
import { createFarm, dumpTarget, farmDay, listPartitions, someValue } from '../../support/farm.ts'
import { findPgbouncer, startPgbouncer } from '../../support/pgbouncer.ts'
import { createTestTarget } from '../../support/target.ts'

const program = findPgbouncer()
const skip = program === undefined && 'no pgbouncer is installed'

test(
  'behind PgBouncer tables are made, replaced and put together, and no setting or lock stays',
  { skip },
  async () => {
    const { target: direct, url } = await createTestTarget()
    // One connection for all: whatever a transaction left in its session, the next would find.
    const pgbouncer = await startPgbouncer(program!, [url], { poolSize: 1 })
    try {
      const target = await openTarget(pgbouncer.through(url))
      try {
        const farm = await createFarm(target, 40, 9)
        const days = ['2025-01-03', '2025-01-04'].map((day) => farmDay(day))
        const load = (assets: readonly string[]) =>
          loadParts(
            target,
            { days, expectedValues: 2 * 40 * 9 * 576 },
            assets.map((asset) => farm.part(asset, days, someValue)),
          )
        const before = await settings(target)
        await load(farm.assets.slice(0, 20))
        await load(farm.assets)
        assert.deepEqual(await listPartitions(direct), [
          'data_20250103_20250105_2 2025-01-03 00:00:00 to 2025-01-05 00:00:00',
        ])
        const next = farmDay('2025-01-05')
        await loadParts(target, { days: [next], expectedValues: 60_000 }, [
          farm.part('T001', [next], someValue),
        ])
        const values = await dumpTarget(direct)
        const now = Date.parse('2025-03-01T00:00Z') * 1000
        const { merged } = await mergeMonths(target, { say: () => undefined, now })
        assert.equal(merged.length, 1)
        assert.deepEqual(await dumpTarget(direct), values)
        assert.deepEqual(await settings(target), before)
        const { rows } = await direct.client.query(
          `select from pg_locks where locktype = 'advisory'
           and database = (select oid from pg_database where datname = current_database())`,
        )
        assert.equal(rows.length, 0)
      } finally {
        await target.close()
      }
    } finally {
      await pgbouncer.stop()
    }
  },
)

async function settings({ client }: Awaited<ReturnType<typeof openTarget>>): Promise<object[]> {
  const { rows } = await client.query<object>(
    `select name, setting from pg_settings
     where name ~ '^(enable_.*|.*_timeout|TimeZone|DateStyle)$' order by name`,
  )
  return rows
}

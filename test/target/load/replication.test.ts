import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadParts } from '../../../src/target/load/load-parts.ts'
import { migrateTarget } from '../../../src/target/tables/migrate-target.ts'
import { openTarget } from '../../../src/target/tables/open-target.ts'
import { createFarm, farmDay, someValue } from '../../support/farm.ts'
import {
  listSystemPostgres,
  noSystemPostgres,
  queryRows,
  startSystemPostgres,
} from '../../support/system-postgres.ts'

const [programs] = listSystemPostgres()
const skip = programs === undefined && noSystemPostgres
const day = farmDay('2025-01-03')

test(
  'what subscribers of data are sent is every row of a load, also of a large one',
  { skip },
  async () => {
    const server = await startSystemPostgres(programs!, { wal_level: 'logical' })
    try {
      const url = server.urlOf('postgres')
      const target = await openTarget(url)
      try {
        await migrateTarget(target)
        const farm = await createFarm(target, 1, 1)
        await server.run(
          'postgres',
          'create publication values_published for table data with (publish_via_partition_root)',
          `select pg_create_logical_replication_slot('subscriber', 'pgoutput')`,
        )
        const part = farm.part('T001', [day], someValue)
        await loadParts(target, { days: [day], expectedValues: 576_000 }, [part])
        // In the protocol's messages an insert begins with I.
        const sent = await queryRows<{ inserts: number }>(
          url,
          `select count(*)::int as inserts from pg_logical_slot_get_binary_changes('subscriber', null, null,
           'proto_version', '1', 'publication_names', 'values_published')
         where get_byte(data, 0) = ascii('I')`,
        )
        assert.deepEqual(sent, [{ inserts: 576 }])
      } finally {
        await target.close()
      }
    } finally {
      await server.stop()
    }
  },
)

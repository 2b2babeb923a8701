import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fetchInventories, fetchInventory } from '../../../src/etl/extract/inventory.ts'
import { createTestSource, serve } from '../../connector/serving.ts'
import { settingsFrom } from '../../support/etl.ts'

/** 63 bytes, the most that PostgreSQL takes; of two bytes a character, which a URL writes with six. */
const columns = Array.from(
  { length: 1500 },
  (_, index) => `${String(index).padStart(5, '0')}${'é'.repeat(29)}`,
)
const assets = Array.from({ length: 400 }, (_, index) => `turbine-${index}-${'n'.repeat(180)}`)
const quoted = columns.map((name) => `"${name}" float4`)

const { url: sourceUrl } = await createTestSource(`
  create table wide ("timestamp" timestamptz(0) primary key, ${quoted.join(', ')});
  insert into wide ("timestamp", "${columns[0]}", "${columns[700]}", "${columns[1499]}")
    select timestamptz '2025-01-03Z' + i * interval '1 hour', i, i + 0.5, -i from generate_series(0, 47) i;
  create table farm (turbine text, "timestamp" timestamptz(0), power float8, primary key (turbine, "timestamp"));
  insert into farm select 'turbine-' || n || '-' || repeat('n', 180), timestamptz '2025-01-03Z' + i * interval '1 hour', n + i
    from generate_series(0, 399) n, generate_series(0, 2) i;
  alter table farm drop constraint farm_pkey;
  alter table farm alter turbine drop not null;
  insert into farm values (null, '2025-01-03 01:30Z', 1), ('', '2025-01-03 01:31Z', 1)`)

const interval = { start: Date.UTC(2025, 0, 3) * 1000, end: Date.UTC(2025, 0, 5) * 1000 }
const base = { SOURCE_DATABASE_URL: sourceUrl, CONNECTOR_LOG_LEVEL: 'info' }
const client = (url: string) => ({ url, timeoutSeconds: 60, deadlineSeconds: 120, retries: 0 })
const countAsked = (log: string) => log.split('"path":"/inventory"').length - 1

describe('an inventory of more names than a URL holds', { timeout: 120_000 }, () => {
  for (const [name, env] of [
    ['by default', {}],
    ['where the Connector takes less than by default', { CONNECTOR_MAX_HEADER_BYTES: '20000' }],
  ] as const) {
    test(`is asked for in parts, and is as that of each variable alone, ${name}`, async () => {
      const { url, log } = await serve({ ...base, SOURCE_TABLE: 'wide', ...env })
      const settings = settingsFrom({})
      const { days, units } = await fetchInventory(
        client(url),
        settings,
        { variables: columns },
        interval,
      )
      assert.ok(countAsked(log()) > 5)
      assert.equal(units.size, 0)
      assert.deepEqual([...days.keys()], ['2025-01-03', '2025-01-04'])
      for (const day of days.values()) {
        assert.equal(day.rows, 24)
        assert.deepEqual([...day.variables.keys()], columns)
      }
      for (const place of [0, 1, 700, 1499]) {
        const variables = [columns[place]!]
        const alone = await fetchInventory(client(url), settings, { variables }, interval)
        for (const [day, found] of alone.days) {
          assert.deepEqual(
            days.get(day)!.variables.get(variables[0]!),
            found.variables.get(variables[0]!),
          )
          assert.equal(found.variables.get(variables[0]!)!.values, place === 1 ? 0 : 24)
        }
      }
    })
  }

  test('of many assets is asked for in parts of them, and counts rows of nobody once', async () => {
    const { url, log } = await serve({
      ...base,
      SOURCE_TABLE: 'farm',
      SOURCE_ASSET_COLUMN: 'turbine',
    })
    const asked = { variables: ['power'], assets }
    const found = await fetchInventories(client(url), settingsFrom({}), asked, interval)
    assert.ok(countAsked(log()) > 1)
    assert.equal(found.rowsWithoutAsset, 2)
    assert.deepEqual([...found.byAsset.keys()].sort(), [...assets].sort())
    const fingerprints = [...found.byAsset.values()].map(({ days }) => {
      assert.equal(days.get('2025-01-03')!.rows, 3)
      return days.get('2025-01-03')!.variables.get('power')!.fingerprint
    })
    assert.equal(new Set(fingerprints).size, assets.length)
  })
})

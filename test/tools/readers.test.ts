// A day as readers of other people read it: from the Connector by its URL, from the Target by SQL.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createDataFolder } from '../support/data-folder.ts'
import { findPython } from '../support/python.ts'
import { startServing } from '../support/serving.ts'
import { queryRows } from '../support/system-postgres.ts'
import { runTool } from './install/run-tool.ts'

const found = await findPython('test/tools/python/requirements.txt')
const skip = 'missing' in found ? `NOT TRIED: ${found.missing}` : false

interface Read {
  readonly of: 'connector' | 'target'
  readonly package: string
  readonly reader: string
  readonly rows: number
  readonly sum: number
  readonly first: string
  readonly failed?: string
}

describe('a day is read whole, with its times,', { skip }, async () => {
  if (skip !== false) return
  assert.ok('python' in found)
  const serving = await startServing({ ...createDataFolder().env, MINUANO_SYNC_EVERY: 'off' })
  try {
    const sumOf = async (url: string, query: string) =>
      (await queryRows<{ rows: number; sum: number }>(url, query))[0]!
    const window = `"timestamp" >= '2025-01-03Z' and "timestamp" < '2025-01-04Z'`
    const minutes = await sumOf(
      serving.source.url,
      `select count(*)::int as rows, sum(wind_speed) as sum from data where ${window}`,
    )
    const bins = await sumOf(
      serving.target.url,
      `select count(*)::int as rows, sum(value) as sum from data join signal on id = signal_id
       where name = 'wind_speed_mean' and ${window}`,
    )
    assert.deepEqual([minutes.rows, bins.rows], [1440, 144])
    const printed = await runTool(found.python, ['test/tools/python/read_everything.py'], {
      env: {
        CONNECTOR_URL: serving.connector.url,
        TARGET_DATABASE_URL: serving.target.url,
        PYTHONDONTWRITEBYTECODE: '1',
      },
    })
    const readers = JSON.parse(printed) as Read[]
    assert.equal(readers.length, 13)
    for (const { of, package: name, reader, ...read } of readers) {
      test(`from the ${of} by ${name}: ${reader}`, () => {
        assert.equal(read.failed, undefined)
        const { rows, sum } = of === 'connector' ? minutes : bins
        assert.equal(read.rows, rows)
        assert.ok(Math.abs(read.sum - sum) < 1e-6, `${read.sum}, not ${sum}`)
        assert.equal(read.first, '2025-01-03T00:00:00+00:00')
      })
    }
  } finally {
    await serving.stop()
  }
})

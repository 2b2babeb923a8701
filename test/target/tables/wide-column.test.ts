import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nameInSql, wideColumn } from '../../../src/target/tables/wide-column.ts'
import { connectToTestDatabase } from '../../support/connect-to-test-database.ts'

const names: [variable: string, statistic: string][] = [
  ['wind_speed', 'mean'],
  ['Potência "ativa"', 'std'],
  ['state', 'seconds_-1'],
  ['x'.repeat(58), 'mean'],
  ['x'.repeat(59), 'mean'],
  ['x'.repeat(200), 'max'],
  ['é'.repeat(29), 'mean'],
  ['é'.repeat(29), 'count'],
  ['🌬'.repeat(40), 'min'],
]

test('a column has the name of variable and statistic; a longer one than PostgreSQL takes keeps its beginning', () => {
  assert.equal(wideColumn('wind_speed', 'mean'), 'wind_speed_mean')
  const long = wideColumn('x'.repeat(59), 'mean')
  assert.match(long, /^x{54}_[0-9a-f]{8}$/)
  assert.notEqual(long, wideColumn('x'.repeat(59), 'min'))
  for (const [variable, statistic] of names) {
    assert.ok(Buffer.byteLength(wideColumn(variable, statistic)) <= 63, variable)
  }
})

test('SQL makes the same names of signals', async () => {
  const { client } = await connectToTestDatabase()
  for (const [variable, statistic] of names) {
    const { rows } = await client.query(
      `select ${nameInSql} as name from (select $1::text as variable, $2::text as statistic) signal`,
      [variable, statistic],
    )
    assert.deepEqual(rows, [{ name: wideColumn(variable, statistic) }])
  }
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import pg from 'pg'
import { runMinuano } from '../support/minuano.ts'
import { createTestPipeline } from '../support/pipeline.ts'

/** A Source with a table of another's, and a Target: what a first run of one's own begins with. */
async function createOwn(): Promise<Record<string, string>> {
  const { source, sourceUrl, targetUrl } = await createTestPipeline()
  await source.query(`create table minute (ts timestamp, ws float8, power float8)`)
  return {
    SOURCE_DATABASE_URL: sourceUrl,
    TARGET_DATABASE_URL: targetUrl,
    SOURCE_TABLE: 'minute',
    SOURCE_TIME_COLUMN: 'ts',
    SOURCE_TIME_ZONE: 'UTC',
    SOURCE_COLUMNS: 'wind_speed=ws',
  }
}

describe('a mistake in the settings of the Source is told in one line by the command', () => {
  const cases: [string, Record<string, string | undefined>, number, RegExp][] = [
    [
      'a table that is not there',
      { SOURCE_TABLE: 'minutes' },
      1,
      /no table minutes; it has .*minute/,
    ],
    ['another time column', { SOURCE_TIME_COLUMN: 'time' }, 1, /no column time; it has ts/],
    [
      'another column',
      { SOURCE_COLUMNS: 'wind_speed=w' },
      1,
      /no numeric column w; it has ws, power/,
    ],
    [
      'a filter of a column that is not there',
      { SOURCE_WHERE: '{"quality": [192]}' },
      2,
      /SOURCE_WHERE: the Source's table public.minute has no column quality; it has ts, ws, power/,
    ],
    [
      'a filter by a value of another type',
      { SOURCE_WHERE: '{"ws": ["good"]}' },
      2,
      /SOURCE_WHERE: "good" is not allowed for ws, which is double precision: write numbers/,
    ],
    [
      'a filter that is SQL',
      { SOURCE_WHERE: 'ws > 0' },
      2,
      /SOURCE_WHERE: "ws > 0" is not allowed/,
    ],
    ['no zone', { SOURCE_TIME_ZONE: undefined }, 2, /without time zone: set SOURCE_TIME_ZONE/],
  ]
  for (const [what, changes, exit, expected] of cases) {
    test(what, async () => {
      const env = await createOwn()
      for (const [name, value] of Object.entries(changes)) {
        if (value === undefined) Reflect.deleteProperty(env, name)
        else env[name] = value
      }
      // One way through the stack, and the other.
      const commands = [
        ['run', '2025-01-03'],
        ['up', '--once', '--port', '0'],
      ]
      for (const args of exit === 2 ? commands : commands.slice(0, 1)) {
        const { code, stdout, stderr } = await runMinuano(args, env)
        assert.equal(stdout, '')
        assert.match(stderr, /^(from [^\n]+ into [^\n]+\n)?minuano: [^\n]+\n$/)
        assert.match(stderr, expected)
        assert.equal(code, exit, stderr)
      }
    })
  }

  test('a wrong password, which is not shown', async () => {
    const env = await createOwn()
    const url = new URL(env['SOURCE_DATABASE_URL']!)
    const client = new pg.Client(url.href)
    await client.connect()
    await client.query(`create role wrong_${process.pid} login password 'right-one'`)
    url.username = `wrong_${process.pid}`
    url.password = 'other-one'
    try {
      const own = { ...env, SOURCE_DATABASE_URL: url.href }
      const { code, stderr } = await runMinuano(['run', '2025-01-03'], own)
      assert.match(stderr, /^from [^\n]+\nminuano: the Source refused: password .*\(28P01\)\n$/)
      assert.doesNotMatch(stderr, /other-one/)
      assert.equal(code, 1)
    } finally {
      await client.query(`drop role wrong_${process.pid}`)
      await client.end()
    }
  })
})

test('a client of the Connector is still not told what is wrong with the Source', async () => {
  const { connector, source } = await createTestPipeline()
  await source.query('drop table data')
  const answer = await fetch(`${connector.url}/variables`)
  assert.equal(answer.status, 500)
  assert.doesNotMatch(await answer.text(), /no table/)
})

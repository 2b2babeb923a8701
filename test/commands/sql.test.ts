import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { after, before, describe, test } from 'node:test'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { createDataFolder } from '../support/data-folder.ts'
import { runMinuano } from '../support/minuano.ts'
import { createTestDatabase } from '../support/postgres.ts'
import type { TestDatabase } from '../support/postgres.ts'

describe('minuano sql', () => {
  let database: TestDatabase
  before(async () => {
    database = await createTestDatabase()
  })
  after(() => database.drop())

  const onTarget = (...args: string[]) =>
    runMinuano(['sql', 'target', ...args], { TARGET_DATABASE_URL: database.url })

  test('prints an aligned table, NULL as such, and how many rows', async () => {
    const { code, stdout, stderr } = await onTarget(
      `select * from (values ('wind_speed', 8.25, null), ('power', 1200.5, 'kW')) as v(name, mean, unit)`,
    )
    assert.equal(code, 0, stderr)
    assert.equal(
      stdout,
      [
        'name          mean  unit',
        '----------  ------  ----',
        'wind_speed    8.25  NULL',
        'power       1200.5  kW',
        '(2 rows)',
        '',
      ].join('\n'),
    )
  })

  test('prints nothing of a value that a terminal would obey', async () => {
    const { stdout } = await onTarget(`select e'a\\nb\\t\\x1b[31mred' as "c\u001b[2J"`)
    assert.match(stdout, /a\\nb\\t\\x1b\[31mred/)
    assert.doesNotMatch(stdout, /\x1b/)
  })

  test('prints nothing of a server’s message that a terminal would obey, and no line of its own', async () => {
    const statement = `do $$ begin
      raise notice e'n\\x1b]0;title\\x07\u202e';
      raise exception e'no\\nminuano: done\\x1b[2J\u009b2J'; end $$`
    const { code, stderr } = await onTarget('--write', statement)
    assert.equal(code, 1)
    assert.match(stderr, /^PostgreSQL: n\nminuano: no minuano: done \(P0001\)$/m)
    assert.doesNotMatch(stderr, /[\x1b\x07\x80-\x9f\u202e]/)
  })

  test('--json keeps text whole that a terminal would obey, and writes it out', async () => {
    const { stdout } = await onTarget('--json', `select e'\u009b2J\u202e' as text`)
    assert.equal(stdout, '[{"text":"\\u009b2J\\u202e"}]\n')
  })

  test('--json prints an array of objects, and of a statement without rows an empty one', async () => {
    const rows = await onTarget(
      '--json',
      'select n, n * 0.5::float8 as half from generate_series(1, 2) n',
    )
    assert.deepEqual(JSON.parse(rows.stdout), [
      { n: 1, half: 0.5 },
      { n: 2, half: 1 },
    ])
    const none = await onTarget('--json', 'select 1 as one where false')
    assert.equal(none.stdout, '[]\n')
  })

  test('reads the statement from standard input for "-"', async () => {
    const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
    const child = spawn(process.execPath, [main, 'sql', 'target', '-', '--json'], {
      env: { TARGET_DATABASE_URL: database.url },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    child.stdin.end("select 'it''s' as it\n")
    assert.equal(await text(child.stdout), `[{"it":"it's"}]\n`)
  })

  test('writes with --write alone, and says what was done', async () => {
    const refused = await onTarget('create table kept (a int)')
    assert.deepEqual([refused.code, refused.stdout], [1, ''])
    assert.match(refused.stderr, /^minuano: cannot execute CREATE TABLE in a read-only transaction/)
    assert.match(refused.stderr, /--write/)
    assert.equal((await onTarget('--write', 'create table kept (a int)')).stdout, 'CREATE\n')
    const inserted = await onTarget('--write', 'insert into kept values (1), (2)')
    assert.equal(inserted.stdout, 'INSERT 2\n')
  })

  test('an empty statement is wrong usage', async () => {
    const { code, stderr } = await onTarget('  ')
    assert.equal(code, 2)
    assert.match(stderr, /the statement is empty/)
  })

  test('a server that is not there is worth a retry, and its password is not shown', async () => {
    const env = { SOURCE_DATABASE_URL: 'postgresql://someone:hidden@127.0.0.1:1/nowhere' }
    const { code, stderr } = await runMinuano(['sql', 'source', 'select 1'], env)
    assert.equal(code, 75)
    assert.match(stderr, /the Source is not available/)
    assert.doesNotMatch(stderr, /hidden|\n\s+at /)
  })
})

describe('minuano sql without settings', () => {
  const { env } = createDataFolder()

  test('asks the embedded databases, each as its owner', async () => {
    for (const database of ['source', 'target']) {
      const statement = 'select current_database() as name, current_user as role'
      const { code, stdout, stderr } = await runMinuano(['sql', database, '--json', statement], env)
      assert.equal(code, 0, stderr)
      assert.deepEqual(JSON.parse(stdout), [{ name: database, role: `${database}_owner` }])
    }
  })
})

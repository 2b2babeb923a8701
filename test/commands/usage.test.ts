import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { runMinuano } from '../support/minuano.ts'

const wrong: { args: string[]; env?: Record<string, string>; says: RegExp }[] = [
  { args: ['run', '2025-02-29'], says: /not a date of the calendar.*2025-01-03/ },
  { args: ['run', 'tomorrow'], says: /write one as 2025-01-03, today or yesterday/ },
  { args: ['run'], says: /missing required argument 'day'/ },
  { args: ['run', '2025-01-03', '--evry', '5m'], says: /unknown option '--evry'.*--every/s },
  { args: ['run', '2025-01-03', '--every', '7m'], says: /--every: "7m" is not allowed.*10m/ },
  { args: ['run', '2025-01-03', '--statistics', 'median'], says: /out of mean, min, max, std/ },
  { args: ['run', '2025-01-03', '--time-zone', 'Porto_Alegre'], says: /America\/Sao_Paulo/ },
  { args: ['run', '2025-01-03', 'extra'], says: /too many arguments/ },
  { args: ['backfill', '2025-01-10', '2025-01-01'], says: /2025-01-01, is before the first/ },
  { args: ['backfill', '2025-01-01', '2025-01-02', '--concurrency', '0'], says: /from 1 to 64/ },
  { args: ['rnu', '2025-01-03'], says: /unknown command 'rnu'.*run/s },
  { args: ['sql', 'sauce', 'select 1'], says: /source, target/ },
  {
    args: ['run', '2025-01-03'],
    env: { MINUANO_EVERY: '7m', MINUANO_TIME_ZONE: 'Nowhere', TARGET_DATABASE_URL: 'secret' },
    says: /TARGET_DATABASE_URL: its value is not allowed.*MINUANO_TIME_ZONE.*MINUANO_EVERY/s,
  },
]

describe('wrong usage', () => {
  for (const { args, env, says } of wrong) {
    test(`minuano ${args.join(' ')}${env ? ' with wrong settings' : ''} exits 2 and says what to write`, async () => {
      const { code, stdout, stderr } = await runMinuano(args, env)
      assert.equal(code, 2, stderr)
      assert.equal(stdout, '')
      assert.match(stderr, says)
      assert.doesNotMatch(stderr, /\n\s+at |secret/)
      if (env === undefined && !args.some((word) => word.startsWith('--'))) {
        assert.match(stderr, /^usage: minuano /m)
      }
    })
  }

  for (const password of [
    'pa@secret',
    'pa/secret',
    'pa#secret',
    'pa?secret',
    'p@a/se#cret%',
    'secret%',
  ]) {
    test(`a password ${password} that is not encoded is wrong usage, and shown nowhere`, async () => {
      const url = (scheme: string) => `${scheme}://user:${password}@db.example/x`
      const { code, stdout, stderr } = await runMinuano(['--verbose', 'run', '2025-01-03'], {
        SOURCE_DATABASE_URL: url('postgresql'),
        TARGET_DATABASE_URL: url('postgres'),
        CONNECTOR_URL: url('http'),
      })
      assert.deepEqual([code, stdout], [2, ''])
      for (const name of ['SOURCE_DATABASE_URL', 'TARGET_DATABASE_URL', 'CONNECTOR_URL']) {
        assert.match(stderr, new RegExp(`${name}: its user.* write @ as %40, / as %2F`))
      }
      assert.doesNotMatch(stderr, /secret|se#cret|cret%|p@a|db\.example/)
    })
  }

  test('help names every command, and each command its flags with their defaults', async () => {
    const { code, stdout } = await runMinuano(['--help'])
    assert.equal(code, 0)
    for (const command of [
      'up',
      'check',
      'run',
      'backfill',
      'sql',
      'source',
      'target',
      'connector',
    ]) {
      assert.match(stdout, new RegExp(`^ {2}${command}\\b`, 'm'))
    }
    const run = await runMinuano(['run', '--help'])
    assert.match(run.stdout, /--every <width>\s+bin width \(default 10m, env MINUANO_EVERY\)/)
  })
})

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const reporter = fileURLToPath(new URL('../../scripts/testing/reporter.mjs', import.meta.url))

/** Runs one file of tests; gives the exit code and the lines that were printed. */
function runFile(body: string, env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'minuano-test-'))
  try {
    const file = join(folder, 'one.test.ts')
    writeFileSync(file, `import { describe, test } from 'node:test'\n${body}\n`)
    const { status, stdout } = spawnSync(
      process.execPath,
      ['--test', `--test-reporter=${reporter}`, 'one.test.ts'],
      {
        cwd: folder,
        env: { ...process.env, NODE_TEST_CONTEXT: undefined, CI: '', ...env },
        encoding: 'utf8',
      },
    )
    return { status, stdout, last: stdout.trimEnd().split('\n').at(-1) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const passes = "test('passes', () => {})"

test('what passes and what is skipped is counted, with the reason at the end', () => {
  const { status, stdout, last } = runFile(`${passes}
    test('waits', { skip: 'for rain' }, () => {})
    describe('suite', () => { test('passes too', () => {}) })`)
  assert.equal(last, '2 passed, 0 failed, 1 skipped')
  assert.match(stdout, /skipped:\n {2}one\.test\.ts: waits: for rain\n/)
  assert.equal(status, 0)
})

test('a failure is told once, with its place, its cause and what the file printed', () => {
  const { status, stdout, last } = runFile(`${passes}
    console.log('was here')
    describe('suite', () => {
      test('fails', () => { throw new Error('outer', { cause: new Error('inner') }) })
    })`)
  assert.equal(last, '1 passed, 1 failed')
  assert.equal(stdout.match(/FAILED/g)?.length, 1)
  assert.match(stdout, /FAILED: fails\none\.test\.ts:5\n[^]*outer[^]*caused by: Error: inner/)
  assert.match(stdout, /was here/)
  assert.equal(status, 1)
})

test('a test that a time limit of its suite cancels is told once', () => {
  const { last } = runFile(`describe('suite', { timeout: 200 }, () => {
      test('waits', () => new Promise((resolve) => setTimeout(resolve, 600)))
      test('never begins', () => {})
    })
    test('goes on', () => new Promise((resolve) => setTimeout(resolve, 1000)))`)
  assert.equal(last, '1 passed, 3 failed')
})

test('a skip without a reason is a failure where nobody looks on', () => {
  const bare = `${passes}\ntest('waits', { skip: true }, () => {})`
  assert.equal(runFile(bare).last, '1 passed, 0 failed, 1 skipped')
  const { status, last } = runFile(bare, { CI: 'true' })
  assert.deepEqual([status, last], [1, '1 passed, 1 failed'])
})

const broken: [what: string, body: string, says: RegExp][] = [
  ['crashes as it is loaded', "throw new Error('no')", /ended with 1\n/],
  [
    'is killed',
    `${passes}\ntest('dies', () => { process.kill(process.pid, 'SIGKILL') })`,
    /SIGKILL/,
  ],
  ['ends early', `${passes}\ntest('ends', () => { process.exit(0) })`, /ended before its end/],
  [
    'ends early after tests that are reported',
    `${passes}\ntest('ends', async () => { for (let i = 0; i < 100; i++) await new Promise(setImmediate); process.exit(0) })`,
    /ended before its end/,
  ],
  ['holds no test', "console.log('nothing')", /holds no test/],
  [
    'fails after its tests',
    `${passes}\nprocess.on('exit', () => { process.exitCode = 3 })`,
    /with 3\n/,
  ],
]
for (const [what, body, says] of broken) {
  test(`a file that ${what} is a failure with its name`, () => {
    const { status, stdout, last } = runFile(body)
    assert.match(last ?? '', /^\d passed, 1 failed$/)
    assert.match(stdout, /failed:\n {2}one\.test\.ts: one\.test\.ts\n/)
    assert.match(stdout, says)
    assert.equal(status, 1)
  })
}

for (const [what, rest] of [
  ['keeps itself open', 'setInterval(() => {}, 1000)'],
  ['keeps itself busy', 'for (;;);'],
] as const) {
  test(`a file that ${what} is ended at its limit, and a failure with its name`, () => {
    const limit = { TESTS_FILE_SECONDS: '2' }
    const { status, stdout, last } = runFile(`${passes}\n${rest}`, limit)
    assert.match(last ?? '', /^\d passed, 1 failed$/)
    assert.match(stdout, /FAILED: one\.test\.ts\none\.test\.ts\n {2}did not end within 2 s/)
    assert.equal(status, 1)
  })
}

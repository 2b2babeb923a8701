import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { SmallChecks } from '../../bench/compare/check-small.ts'
import { findPython } from '../support/python.ts'

const run = promisify(execFile)
const main = fileURLToPath(new URL('../../bench/main.ts', import.meta.url))

// In CI a missing Python is an error here; elsewhere the bench goes on without it, and says so.
const found = await findPython('bench/peers/requirements.txt')
const peers = 'python' in found ? ['minuano', 'classic', 'fast'] : ['minuano']

test(`the bench’s small mode: ${peers.join(', ')} and the floors leave the same rows`, async (t) => {
  if ('missing' in found) t.diagnostic(`left out: ${found.missing}`)
  const { stdout } = await run(process.execPath, [main, '--small', '--json'])
  const { ok, checks, leftOut } = JSON.parse(stdout) as SmallChecks
  assert.deepEqual(
    checks.filter(({ fault }) => fault !== null),
    [],
  )
  assert.ok(ok)
  const states = ['loaded', 'loaded again, nothing changed', 'every value changed']
  const expected = states.flatMap((state) => peers.map((peer) => `${peer}, ${state}`))
  assert.deepEqual(
    checks.map(({ name }) => name),
    [...expected, 'answers of the APIs', 'floors'],
  )
  assert.equal(leftOut.length, 'missing' in found ? 1 : 0)
})

test('what it needs to know is on stdout with --help, and a wrong option is refused', async () => {
  const { stdout } = await run(process.execPath, [main, '--help'])
  assert.match(stdout, /npm run bench -- --small/)
  await assert.rejects(run(process.execPath, [main, '--onyl', 'json']), /--onyl/)
})

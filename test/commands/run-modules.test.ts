import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createTestPipeline, insertRows, minutesFrom } from '../support/pipeline.ts'

const run = promisify(execFile)
const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

/** What every run pays for at its start; a new line in the list is a decision, not an accident. */
test('run loads the packages and modules of Node’s that the list names, and no others', async () => {
  const { source, connector, targetUrl } = await createTestPipeline()
  await insertRows(source, minutesFrom('2025-01-03T00:00:00Z', 1440))
  const env = { ...process.env, CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: targetUrl }
  const load = async (...args: string[]) => {
    const { stdout, stderr } = await run(process.execPath, [...args, 'run', '2025-01-03'], { env })
    assert.match(stdout, /1440 source rows/)
    // The first line says which Connector and Target.
    return stderr.split('\n').slice(1)
  }
  const list = readFileSync(path('run-modules.txt'), 'utf8').trim().split('\n')
  const packages = await load(
    '--import',
    path('programs/list-modules.ts'),
    path('../../src/main.ts'),
  )
  // From the sources Node loads more of its own: to import a module of its, it looks at all its exports.
  const nodes = await load(
    '--require',
    path('programs/list-builtins.cjs'),
    path('../../dist/main.js'),
  )
  assert.deepEqual([...packages, ...nodes].sort(), list)
})

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createDataFolder } from '../support/data-folder.ts'
import { findPython } from '../support/python.ts'
import { startServing } from '../support/serving.ts'
import type { Serving } from '../support/serving.ts'

const found = await findPython('orchestration/requirements.lock')
const skip = 'missing' in found ? found.missing : false
const folder = fileURLToPath(new URL('../../orchestration', import.meta.url))
const apiKey = 'a-key-of-the-tests'

/** Each is a file of tests for pytest, beside one running `up` of the ten seeded days. */
const files = readdirSync(`${folder}/tests`).filter((name) => /^test_.*\.py$/.test(name))

describe('the Dagster code location', { skip }, () => {
  let serving: Serving

  before(async () => {
    serving = await startServing({ ...createDataFolder().env, CONNECTOR_API_KEY: apiKey })
  })
  after(() => serving.stop())

  for (const file of files) {
    test(`passes ${file}`, async () => {
      await runPytest(file, {
        CONNECTOR_URL: serving.connector.url,
        CONNECTOR_API_KEY: apiKey,
        TARGET_DATABASE_URL: serving.target.url,
        TEST_SOURCE_OWNER_URL: serving.source.url,
      })
    })
  }
})

async function runPytest(file: string, urls: Readonly<Record<string, string>>): Promise<void> {
  assert.ok('python' in found)
  // Dagster's traces are too deep for pytest's own way to show them.
  const flags = ['-q', '--tb=native', '--show-capture=no', '-W', 'ignore', '-p', 'no:cacheprovider']
  const args = ['-m', 'pytest', ...flags, `tests/${file}`]
  const env = {
    PATH: `${dirname(process.execPath)}:${dirname(found.python)}:${process.env['PATH'] ?? ''}`,
    HOME: process.env['HOME'],
    TMPDIR: process.env['TMPDIR'],
    PYTHONPATH: `${folder}/src`,
    PYTHONDONTWRITEBYTECODE: '1',
    DAGSTER_DISABLE_TELEMETRY: 'true',
    // Failures are to be had soon.
    CONNECTOR_RETRIES: '0',
    DAGSTER_RETRIES: '1',
    DAGSTER_RETRY_SECONDS: '0',
    ...urls,
  }
  try {
    await promisify(execFile)(found.python, args, { env, cwd: folder })
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    assert.fail(`${stdout}\n${stderr}`)
  }
}

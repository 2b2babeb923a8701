import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
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

describe('the Dagster code location', { skip }, () => {
  let serving: Serving

  before(async () => {
    serving = await startServing({ ...createDataFolder().env, CONNECTOR_API_KEY: apiKey })
  })
  after(() => serving.stop())

  test('passes the tests of pytest', async (t) => {
    const output = await runPytest({
      CONNECTOR_URL: serving.connector.url,
      CONNECTOR_API_KEY: apiKey,
      TARGET_DATABASE_URL: serving.target.url,
      TEST_SOURCE_OWNER_URL: serving.source.url,
    })
    const results = readResults(output)
    assert.ok(results.length > 0, output)
    for (const { name, result, details } of results) {
      await t.test(name, { skip: result === 'SKIPPED' && details }, () => {
        assert.equal(result, 'PASSED', details)
      })
    }
  })
})

/** Runs all tests, one after the other, in one process: Dagster takes some seconds to load. */
async function runPytest(urls: Readonly<Record<string, string>>): Promise<string> {
  assert.ok('python' in found)
  // Dagster's traces are too deep for pytest's own way to show them.
  const flags = ['-v', '-rs', '--tb=native', '--show-capture=no', '-W', 'ignore']
  const env = {
    PATH: `${dirname(process.execPath)}:${dirname(found.python)}:${process.env['PATH'] ?? ''}`,
    HOME: process.env['HOME'],
    TMPDIR: process.env['TMPDIR'],
    PYTHONPATH: folder,
    PYTHONDONTWRITEBYTECODE: '1',
    DAGSTER_DISABLE_TELEMETRY: 'true',
    // Failures are to be had soon.
    CONNECTOR_RETRIES: '0',
    DAGSTER_RETRIES: '1',
    DAGSTER_RETRY_SECONDS: '0',
    ...urls,
  }
  const args = ['-m', 'pytest', ...flags, '-p', 'no:cacheprovider', 'tests']
  const options = { env, cwd: folder, maxBuffer: 2 ** 26 }
  try {
    return (await promisify(execFile)(found.python, args, options)).stdout
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    return `${stdout}\n${stderr}`
  }
}

interface Result {
  readonly name: string
  readonly result: string
  readonly details: string
}

/** Each test's result, with what pytest tells of its failure. */
function readResults(output: string): Result[] {
  const results = output.matchAll(/^tests\/(\S+?)::(.+?) (PASSED|FAILED|ERROR|SKIPPED)(.*?) +\[/gm)
  const found = [...results].map(([, file, name, result, details]) => {
    const section = new RegExp(
      `^_+ .*${name!.replace(/\W/g, '\\$&')} _+\n([^]*?)(?=^[_=]{3,})`,
      'm',
    )
    return {
      name: `${file} ${name}`,
      result: result!,
      details: section.exec(output)?.[1] ?? details!.trim(),
    }
  })
  // What breaks before or after the tests belongs to none of them.
  const isWhole = / (passed|failed|skipped|error)\S* .*in [\d.]+s/.test(output)
  return isWhole ? found : [...found, { name: 'pytest', result: 'BROKEN', details: output }]
}

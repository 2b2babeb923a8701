import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createSeededSource, serve } from '../connector/serving.ts'
import { findPython } from '../support/python.ts'

const hooks = fileURLToPath(new URL('../python/schemathesis', import.meta.url))
/** Its own script names the folder that the environment was made in. */
const run = 'from schemathesis.cli import schemathesis; schemathesis()'
const found = await findPython('test/python/schemathesis/requirements.txt')
const skip = 'missing' in found ? found.missing : false

describe('Schemathesis, with all its checks, finds nothing', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'minuano-test-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  test('of what the OpenAPI description says', async () => {
    const source = await createSeededSource()
    const key = 'a-key-of-the-tests'
    const { url } = await serve({ SOURCE_DATABASE_URL: source.url, CONNECTOR_API_KEY: key })
    const header = ['--header', `Authorization: Bearer ${key}`]
    const { code, said } = await schemathesis(folder, [`${url}/openapi.json`, ...header])
    assert.equal(code, 0, said)
    assert.match(said, /Operations: +11 selected/)
    assert.match(said, /No issues found/)
  })
})

/** Runs it with a seed of its own: what fails can be repeated. */
async function schemathesis(cwd: string, args: readonly string[]) {
  assert.ok('python' in found)
  const options = ['--checks', 'all', '--max-examples', '15', '--seed', '16', '--no-color']
  const child = spawn(found.python, ['-c', run, 'run', ...options, ...args], {
    cwd,
    env: {
      HOME: cwd,
      PYTHONPATH: hooks,
      PYTHONDONTWRITEBYTECODE: '1',
      SCHEMATHESIS_HOOKS: 'hooks',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const code = new Promise((resolve, reject) => child.once('close', resolve).once('error', reject))
  const [out, error] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { code: await code, said: out + error }
}

// Linters of OpenAPI descriptions, with the rules that they recommend.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { serveDescribed } from './described.ts'
import { findNpmTools } from './install/find-tools.ts'
import { runTool } from './install/run-tool.ts'

const npm = await findNpmTools()
const skip = 'missing' in npm ? npm.missing : false

describe('the description has no error and no warning', { skip }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'minuano-lint-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  const { description } = await serveDescribed(folder)
  writeFileSync(join(folder, '.spectral.json'), JSON.stringify({ extends: ['spectral:oas'] }))
  const program = (name: string) =>
    join('folder' in npm ? npm.folder : '', 'node_modules/.bin', name)
  const env = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }

  test('for redocly', async () => {
    const args = ['lint', '--format=json', '--extends=recommended', description]
    const { problems } = JSON.parse(
      await runTool(program('redocly'), args, { env, cwd: folder }),
    ) as {
      problems: object[]
    }
    assert.deepEqual(problems, [])
  })

  test('for spectral', async () => {
    const rules = ['--ruleset', join(folder, '.spectral.json'), '--fail-severity=hint']
    await runTool(program('spectral'), ['lint', description, ...rules], { cwd: folder })
  })
})

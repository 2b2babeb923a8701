import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { goTools, npmTools } from './tools/install/find-tools.ts'

const page = readFileSync('docs/clients.md', 'utf8')

/** The rows of the page's tables, without their heads. */
const rows = page
  .split('\n')
  .filter((line) => /^\| .* \|$/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, program, version, , file]) => ({
    program: program!.replaceAll('`', ''),
    version: version!,
    file: file!.replaceAll('`', ''),
  }))
  .filter(({ program }) => program !== 'program')

/** The versions that a requirements' file pins, by package in lower case. */
function pinsOf(path: string): Map<string, string> {
  const lines = readFileSync(path, 'utf8').matchAll(/^([\w.-]+)(?:\[\w+\])?==([\w.]+)/gm)
  return new Map([...lines].map(([, name, version]) => [name!.toLowerCase(), version!]))
}

/** What a test installs: the requirements that it names, and the tools of npm and Go. */
function installedBy(file: string): Map<string, string> {
  const text = readFileSync(file, 'utf8')
  const installed = new Map<string, string>()
  for (const [, path] of text.matchAll(/findPython\('([^']+)'\)/g)) {
    for (const [name, version] of pinsOf(path!)) installed.set(name, version)
  }
  if (text.includes('findNpmTools()')) {
    for (const [name, version] of Object.entries(npmTools)) installed.set(name, version)
  }
  if (text.includes('findGoTools()')) {
    for (const [path, version] of Object.entries(goTools)) {
      installed.set(path.split('/').at(-1)!, version.replace(/^v/, ''))
    }
  }
  return installed
}

describe('docs/clients.md', () => {
  test('has rows', () => assert.ok(rows.length > 20, page))

  for (const { program, version, file } of rows) {
    test(`promises ${program} in the version that ${file} installs`, () => {
      assert.ok(existsSync(file), `${file} is not there`)
      const installed = installedBy(file)
      if (version !== 'the system’s' && version !== "the system's") {
        assert.equal(version, installed.get(program.toLowerCase()))
        return
      }
      // A program of the system's has no version of ours, and its test says where it is missing.
      assert.ok(!installed.has(program.toLowerCase()))
      assert.match(readFileSync(file, 'utf8'), /NOT TRIED/)
    })
  }

  test('leaves out no tool of npm or Go that the tests bring', () => {
    const named = new Set(rows.map(({ program }) => program))
    const brought = [...Object.keys(npmTools), ...Object.keys(goTools)]
    assert.deepEqual(
      brought
        .map((tool) => (tool in goTools ? tool.split('/').at(-1)! : tool))
        .filter((tool) => !named.has(tool)),
      [],
    )
  })
})

describe('a command of a page that installs a version', () => {
  for (const path of ['docs/orchestration.md', 'docs/dagster-dbt.md']) {
    test(`installs the one that is tried: ${path}`, () => {
      const said = [...readFileSync(path, 'utf8').matchAll(/([\w-]+)==([\d.]+)/g)]
      assert.ok(said.length > 0)
      const pins = pinsOf('test/tools/dagster/requirements.txt')
      for (const [, name, version] of said) assert.equal(version, pins.get(name!), name)
    })
  }

  test('fits what Dagster itself is locked to', () => {
    const locked = pinsOf('orchestration/requirements.lock')
    const tried = pinsOf('test/tools/dagster/requirements.txt')
    for (const [name, version] of locked) {
      if (tried.has(name) && name.startsWith('dagster'))
        assert.equal(tried.get(name), version, name)
    }
    assert.ok(tried.has('dagster'))
  })
})

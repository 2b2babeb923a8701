import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { atEnd } from '../support/at-end.ts'

const program = fileURLToPath(new URL('programs/load.ts', import.meta.url))
const sourceOf = (value: string) =>
  `exports.value = () => [${value}, require('node:path').basename(__filename)]\n`

describe('compiled code', () => {
  let folder: string
  let file: string
  let kept: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'minuano-test-'))
    const made = folder
    atEnd(() => rmSync(made, { recursive: true, force: true }))
    file = join(folder, 'program.js')
    kept = join(folder, 'compiled', 'run')
    writeFileSync(file, sourceOf('1'))
  })
  const load = (...flags: string[]) =>
    JSON.parse(
      execFileSync(process.execPath, [...flags, program, file, kept], { encoding: 'utf8' }),
    ) as unknown

  test('is left by the first process, added to by the next few, and taken by all', () => {
    const seen = new Set<number>()
    let before: Buffer | undefined
    for (let process = 0; process < 6; process++) {
      assert.deepEqual(load(), [1, 'program.js'])
      const now = readFileSync(kept)
      if (before?.equals(now) === true) break
      before = now
      seen.add(now[32]!)
    }
    assert.deepEqual([...seen], [1, 2, 3, 4])
    assert.deepEqual(readdirSync(join(folder, 'compiled')), ['run'])
  })

  test('is not that of another source, even of the same length', () => {
    load()
    const { ino } = statSync(kept)
    writeFileSync(file, sourceOf('2'))
    assert.deepEqual(load(), [2, 'program.js'])
    assert.notEqual(statSync(kept).ino, ino)
    assert.deepEqual(load(), [2, 'program.js'])
  })

  test('that is broken is not run, and is made again', () => {
    load()
    const whole = readFileSync(kept)
    for (const broken of [
      Buffer.alloc(0),
      whole.subarray(0, whole.length - 10),
      Buffer.concat([whole.subarray(0, 100), Buffer.alloc(whole.length - 100)]),
    ]) {
      writeFileSync(kept, broken)
      assert.deepEqual(load(), [1, 'program.js'])
      assert.ok(readFileSync(kept).length > 200)
      assert.notDeepEqual(readFileSync(kept), broken)
    }
  })

  test('that V8 refuses, as with other flags, is made again', () => {
    load('--no-opt')
    const { ino } = statSync(kept)
    assert.deepEqual(load(), [1, 'program.js'])
    assert.notEqual(statSync(kept).ino, ino)
  })

  test('is not left by a process that fails', () => {
    writeFileSync(file, 'exports.value = () => { process.exitCode = 3; return 0 }\n')
    assert.throws(() => load(), { status: 3 })
    assert.equal(existsSync(kept), false)
  })

  test('is not made where it cannot be left: the file is then for require', () => {
    // A file where the folder should be: root may write everywhere else.
    writeFileSync(join(folder, 'compiled'), '')
    assert.equal(load(), 'not loaded')
  })
})

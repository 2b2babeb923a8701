import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { crc32 } from 'node:zlib'
import { atEnd } from '../support/at-end.ts'

const nobody = 65_534
const isRoot = process.getuid?.() === 0
const skipUnlessRoot = !isRoot && 'needs root, to be two users'

const built = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const loader = fileURLToPath(new URL('programs/load.ts', import.meta.url))
/** Of one length, so that V8 takes the code of the one for the other's. */
const sourceOf = (word: 'ours' | 'evil') =>
  `const word = '${word}'\nexports.runCommandLine = () => console.log(word)\nexports.value = () => word\n`

describe('code that somebody else has left', { skip: process.platform === 'win32' }, () => {
  let top: string
  let program: string
  let file: string
  let kept: string
  beforeEach(() => {
    top = mkdtempSync(join(realpathSync(tmpdir()), 'minuano-test-'))
    const made = top
    atEnd(() => rmSync(made, { recursive: true, force: true }))
    chmodSync(top, 0o755)
    program = join(top, 'above/dist')
    mkdirSync(program, { recursive: true })
    for (const path of [join(top, 'above'), program]) chmodSync(path, 0o755)
    copyFileSync(built, join(program, 'main.js'))
    writeFileSync(join(program, 'package.json'), '{ "type": "commonjs" }\n')
    file = join(program, 'command-line.js')
    kept = join(program, 'compiled', `run-${process.version}-${process.arch}`)
    writeFileSync(file, sourceOf('ours'))
  })
  const run = (command: string[], env: Record<string, string>) =>
    execFileSync(process.execPath, [join(program, 'main.js'), ...command], {
      encoding: 'utf8',
      env: { HOME: join(top, 'nothing'), ...env },
    }).trim()
  const load = () =>
    JSON.parse(
      execFileSync(process.execPath, [loader, file, kept], { encoding: 'utf8' }),
    ) as unknown

  /** What a process of the evil source keeps, with the digest of our own source before it. */
  const plantKept = () => {
    writeFileSync(file, sourceOf('evil'))
    assert.equal(load(), 'evil')
    const rest = readFileSync(kept).subarray(32)
    const digest = createHash('sha256').update(sourceOf('ours')).update(rest).digest()
    writeFileSync(kept, Buffer.concat([digest, rest]))
    writeFileSync(file, sourceOf('ours'))
  }

  test('beside the program is not run where others can write, or put a link', () => {
    plantKept()
    // It would: so what follows is not for a plant that does not work.
    assert.equal(load(), 'evil')
    const compiled = join(program, 'compiled')
    for (const path of [join(top, 'above'), program, compiled]) {
      for (const mode of [0o775, 0o777]) {
        chmodSync(path, mode)
        assert.equal(load(), 'not loaded')
        assert.equal(run(['run'], {}), 'ours')
        chmodSync(path, 0o755)
      }
    }
    chmodSync(kept, 0o666)
    assert.equal(load(), 'ours')
    plantKept()
    renameSync(compiled, join(top, 'elsewhere'))
    symlinkSync(join(top, 'elsewhere'), compiled)
    assert.equal(load(), 'not loaded')
    assert.equal(run(['run'], {}), 'ours')
  })

  test(
    'beside the program is not run where the folder is another’s',
    { skip: skipUnlessRoot },
    () => {
      plantKept()
      for (const path of [join(top, 'above'), program, join(program, 'compiled')]) {
        chownSync(path, nobody, nobody)
        assert.equal(load(), 'not loaded')
        assert.equal(run(['run'], {}), 'ours')
        chownSync(path, 0, 0)
      }
      assert.equal(load(), 'evil')
    },
  )

  test(
    'in the folder that all users share for temporary files is not run',
    { skip: skipUnlessRoot },
    () => {
      const shared = join(top, 'tmp')
      mkdirSync(shared)
      chmodSync(shared, 0o1777)
      plantShared(shared)
      // With Node's own variable it is the user's choice, and the plant works.
      const NODE_COMPILE_CACHE = join(shared, 'node-compile-cache')
      assert.equal(run(['--verbose'], { TMPDIR: shared, NODE_COMPILE_CACHE }), 'evil')
      assert.equal(run(['--verbose'], { TMPDIR: shared }), 'ours')
      chmodSync(program, 0o777)
      assert.equal(run(['--verbose'], { TMPDIR: shared }), 'ours')
    },
  )

  /** As `nobody`: Node's cache for the evil source, under root's number and our source's checksum. */
  const plantShared = (shared: string) => {
    writeFileSync(file, sourceOf('evil'))
    const cache = join(shared, 'node-compile-cache')
    const script = `require('node:module').enableCompileCache(${JSON.stringify(cache)})
      require(${JSON.stringify(file)})`
    execFileSync(process.execPath, ['-e', script], {
      uid: nobody,
      gid: nobody,
      cwd: '/',
      env: {},
    })
    const [own = ''] = readdirSync(cache)
    const roots = join(cache, own.replace(/-65534$/, '-0'))
    renameSync(join(cache, own), roots)
    const ours = sourceOf('ours')
    const evil = sourceOf('evil')
    let planted = 0
    for (const name of readdirSync(roots)) {
      const bytes = readFileSync(join(roots, name))
      for (let at = 0; at + 4 <= Math.min(bytes.length, 64); at += 4) {
        if (bytes.readUInt32LE(at) !== crc32(evil)) continue
        bytes.writeUInt32LE(crc32(ours), at)
        planted++
      }
      writeFileSync(join(roots, name), bytes)
    }
    assert.equal(planted, 1)
    writeFileSync(file, ours)
  }

  test('is not needed: a place in our own home is used where the program’s folder will not do', () => {
    chmodSync(program, 0o777)
    const home = join(top, 'home')
    mkdirSync(home, { mode: 0o755 })
    assert.equal(run(['run'], { HOME: home }), 'ours')
    const [folder = ''] = readdirSync(join(home, '.cache/minuano'))
    assert.match(folder, /^compiled-[0-9a-f]{16}$/)
    const names = readdirSync(join(home, '.cache/minuano', folder)).sort()
    assert.deepEqual(names, ['node', `run-${process.version}-${process.arch}`])
    assert.equal(existsSync(join(program, 'compiled')), false)
    const open = join(top, 'open')
    mkdirSync(open)
    chmodSync(open, 0o777)
    assert.equal(run(['run'], { HOME: open }), 'ours')
    assert.deepEqual(readdirSync(open), [])
  })
})

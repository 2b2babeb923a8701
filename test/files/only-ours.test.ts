import assert from 'node:assert/strict'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, test } from 'node:test'
import { makeOurFolder, whyNotOurs } from '../../src/files/only-ours.ts'
import { atEnd } from '../support/at-end.ts'

const nobody = 65_534
const isRoot = process.getuid?.() === 0

describe('only ours', { skip: process.platform === 'win32' && 'Windows has no modes' }, () => {
  let top: string
  let folder: string
  let file: string
  beforeEach(() => {
    top = mkdtempSync(join(realpathSync(tmpdir()), 'minuano-test-'))
    const made = top
    atEnd(() => rmSync(made, { recursive: true, force: true }))
    folder = join(top, 'a/b')
    mkdirSync(folder, { recursive: true })
    for (const path of [join(top, 'a'), folder]) chmodSync(path, 0o755)
    file = join(folder, 'file')
    writeFileSync(file, '')
    chmodSync(file, 0o644)
  })

  test('is what nobody else can write to, under a sticky temporary folder too', () => {
    assert.equal(whyNotOurs(file), undefined)
    chmodSync(join(top, 'a'), 0o1777)
    assert.equal(whyNotOurs(file), undefined)
  })

  test('is not what others can write to, nor what lies below it', () => {
    const cases = [
      [file, 0o664],
      [file, 0o646],
      [folder, 0o775],
      [folder, 0o757],
      [join(top, 'a'), 0o777],
      [join(top, 'a'), 0o775],
    ] as const
    for (const [path, mode] of cases) {
      const { mode: before } = statSync(path)
      chmodSync(path, mode)
      assert.match(whyNotOurs(file)!, /^other users may write to .*: "chmod go-w .*" ends that$/)
      assert.ok(whyNotOurs(file)!.includes(path))
      chmodSync(path, before)
      assert.equal(whyNotOurs(file), undefined)
    }
  })

  test('is no folder that all may write to, if sticky', () => {
    chmodSync(folder, 0o1777)
    assert.match(whyNotOurs(folder)!, /may write/)
    assert.equal(whyNotOurs(file), undefined)
  })

  test('is no link, nor what lies behind one', () => {
    symlinkSync(folder, join(top, 'link'))
    assert.match(whyNotOurs(join(top, 'link'))!, /link is a link$/)
    assert.match(whyNotOurs(join(top, 'link/file'))!, /link is a link$/)
  })

  test(
    'is not what belongs to another user, nor what lies below it',
    { skip: !isRoot && 'needs root' },
    () => {
      for (const path of [join(top, 'a'), folder, file]) {
        chownSync(path, nobody, nobody)
        assert.match(whyNotOurs(file)!, new RegExp(`${path} belongs to another user, uid 65534`))
        assert.equal(whyNotOurs(file, { alsoTrusted: nobody }), undefined)
        chownSync(path, 0, 0)
      }
    },
  )

  test('a folder of ours is made where nobody else could change it, and there alone', () => {
    const deep = join(folder, 'c/d')
    assert.equal(whyNotOurs(deep, { mayLack: true }), undefined)
    assert.match(whyNotOurs(deep)!, /is not there/)
    chmodSync(folder, 0o777)
    assert.match(makeOurFolder(deep)!, /may write/)
    assert.equal(existsSync(join(folder, 'c')), false)
    chmodSync(folder, 0o1777)
    assert.equal(makeOurFolder(deep), undefined)
    assert.equal(statSync(deep).mode & 0o777, 0o700)
    assert.throws(() => makeOurFolder(file), { code: 'EEXIST' })
  })
})

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { runMinuano } from '../support/minuano.ts'
import { atEnd } from '../support/at-end.ts'

/** A disk of so many megabytes, in memory; `undefined` where we may mount none. */
function mountSmallDisk(megabytes: number): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'minuano-test-disk-'))
  const options = ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', folder]
  const isMounted = spawnSync('mount', options).status === 0
  atEnd(() => {
    if (isMounted) spawnSync('umount', ['--lazy', folder])
    rmSync(folder, { recursive: true, force: true })
  })
  return isMounted ? folder : undefined
}

const [tooSmall, small] = [mountSmallDisk(20), mountSmallDisk(200)]
const skip = (tooSmall === undefined || small === undefined) && 'no disk can be mounted here'

describe('a data folder whose disk is full', { skip }, () => {
  const run = (disk: string, ...args: string[]) => {
    const env = { MINUANO_DATA_DIR: join(disk, 'data'), MINUANO_POSTGRES_PORT: '0' }
    return runMinuano(args, env)
  }
  const full = (disk: string) =>
    new RegExp(`^minuano: the disk of the data folder ${disk}/data is full: free some of it`, 'm')

  test('is said when the embedded PostgreSQL is first made', async () => {
    const { code, stderr } = await run(tooSmall!, 'status')
    assert.match(stderr, full(tooSmall!))
    assert.equal(code, 75)
  })

  test('and when it was filled since, until there is room again', async () => {
    const select = () => run(small!, 'sql', 'target', 'select 1')
    assert.equal((await select()).code, 0)
    const filler = join(small!, 'filler')
    const { bavail, bsize } = statfsSync(small!)
    writeFileSync(filler, Buffer.alloc(bavail * bsize))
    const { code, stderr } = await select()
    assert.match(stderr, full(small!))
    assert.doesNotMatch(stderr, /fault in Minuano/)
    assert.equal(code, 75)
    rmSync(filler)
    assert.equal((await select()).code, 0)
  })
})

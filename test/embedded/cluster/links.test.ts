import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { lstatSync } from 'node:fs'
import {
  chmod,
  chown,
  cp,
  lchown,
  lstat,
  mkdir,
  readFile,
  readdir,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { acquireLock } from '../../../src/embedded/lock/acquire-lock.ts'
import { startEmbeddedPostgres } from '../../../src/embedded/start-embedded-postgres.ts'
import { assertNoteIsKept, copyStoppedFolder } from '../kept-note.ts'
import { isRoot, makeFolder } from '../server-process.ts'

const nobody = 65_534
const skipUnlessRoot = isRoot ? false : 'needs root'

/** All that a link's goal could lose. */
async function describe(path: string): Promise<unknown> {
  const stat = await lstat(path)
  const facts = { uid: stat.uid, gid: stat.gid, mode: stat.mode, ino: stat.ino }
  if (!stat.isDirectory()) {
    const digest = createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
    return { ...facts, digest }
  }
  const entries: unknown[] = []
  for (const name of (await readdir(path)).sort()) {
    entries.push([name, await describe(join(path, name))])
  }
  return { ...facts, entries }
}

async function assertRefused(dataDirectory: string, message: RegExp): Promise<void> {
  const refusal = { code: 'data-directory', message }
  await assert.rejects(startEmbeddedPostgres({ dataDirectory, port: 0 }), refusal)
  await assert.rejects(acquireLock(dataDirectory, { waitMilliseconds: 0 }), refusal)
}

/** Puts a link in the place of something in the data folder; what was there lies behind it. */
async function putLink(dataDirectory: string, name: string): Promise<string> {
  const path = join(dataDirectory, name)
  const goal = join(dirname(dataDirectory), 'goal')
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) await writeFile(goal, 'outside')
  else execFileSync('mv', [path, goal])
  if (isRoot) execFileSync('chown', ['-R', `${nobody}:${nobody}`, goal])
  await symlink(goal, path)
  return goal
}

const names = [
  ...['postgres', 'postgres.log', 'secrets.json', 'running.json', 'lock.7', 'minuano-data.txt'],
  ...['pg_hba.conf', 'postmaster.pid', 'PG_VERSION', 'minuano-ready'].map((name) =>
    join('postgres', name),
  ),
]

await test('a link in the data folder is refused, and nothing behind it is changed', async (t) => {
  for (const name of names) {
    const dataDirectory = await copyStoppedFolder(t)
    const goal = await putLink(dataDirectory, name)
    const before = await describe(goal)
    const shape = new RegExp(
      `cannot be used \\(${name} in it is a link.*put in its place.*--data-dir$`,
    )
    await assertRefused(dataDirectory, shape)
    assert.deepEqual(await describe(goal), before, name)
  }
})

await test('put in the link’s place, what it leads to is used', async (t) => {
  const dataDirectory = await copyStoppedFolder(t)
  const path = join(dataDirectory, 'postgres')
  const goal = join(dirname(dataDirectory), 'goal')
  execFileSync('mv', [path, goal])
  await symlink(goal, path)
  await assertRefused(dataDirectory, /postgres in it is a link/)
  execFileSync('rm', [path])
  execFileSync('mv', [goal, path])
  await assertNoteIsKept(dataDirectory)
})

await test('a link to nothing is refused, and nothing is made behind it', async (t) => {
  const folder = await makeFolder(t)
  await symlink(join(folder, 'goal'), join(folder, 'link'))
  await assertRefused(join(folder, 'link'), /cannot be used/)
  await assertRefused(join(folder, 'link/data'), /cannot be used/)
  const dataDirectory = await copyStoppedFolder(t)
  const goal = join(dirname(dataDirectory), 'goal')
  await rm(join(dataDirectory, 'postgres.log'))
  await symlink(goal, join(dataDirectory, 'postgres.log'))
  await assertRefused(dataDirectory, /postgres.log in it is a link/)
  assert.equal(lstatSync(goal, { throwIfNoEntry: false }), undefined)
  assert.deepEqual(await readdir(folder), ['link'])
})

await test('the folder itself may be given by a link of one’s own', async (t) => {
  const dataDirectory = await copyStoppedFolder(t)
  const link = join(await makeFolder(t), 'link')
  await symlink(dataDirectory, link)
  await assertNoteIsKept(link)
  const lock = await acquireLock(link, { waitMilliseconds: 0 })
  await lock.release()
})

await test(
  'by another user’s link it may not, nor may root’s be in a folder that they can change',
  { skip: skipUnlessRoot },
  async (t) => {
    const dataDirectory = await copyStoppedFolder(t)
    const before = await describe(dataDirectory)
    const link = join(await makeFolder(t), 'link')
    await symlink(dataDirectory, link)
    await lchown(link, nobody, nobody)
    await assertRefused(link, /belongs to another user, uid 65534/)
    const above = dirname(dataDirectory)
    await chown(above, nobody, nobody)
    await assertRefused(dataDirectory, /belongs to another user, uid 65534/)
    await assertRefused(join(above, 'new'), /belongs to another user, uid 65534/)
    await chown(above, 0, 0)
    await chmod(above, 0o777)
    await assertRefused(join(above, 'new'), /other users may write to .*chmod go-w/)
    assert.deepEqual(await describe(dataDirectory), before)
    assert.deepEqual(await readdir(above), ['data'])
    await chmod(above, 0o755)
    await assertNoteIsKept(dataDirectory)
  },
)

await test(
  'another user’s folder is refused before anything in it is changed',
  { skip: skipUnlessRoot },
  async (t) => {
    const dataDirectory = await copyStoppedFolder(t)
    const empty = join(await makeFolder(t), 'empty')
    await mkdir(empty, { mode: 0o755 })
    for (const path of [dataDirectory, empty]) {
      execFileSync('chown', ['-R', `${nobody}:${nobody}`, path])
      await chmod(path, 0o755)
      const before = await describe(path)
      await assertRefused(path, /it belongs to another user|belongs to another user, uid 65534/)
      assert.deepEqual(await describe(path), before)
    }
  },
)

await test('a folder that every user may write to is refused', async (t) => {
  const dataDirectory = join(await makeFolder(t), 'data')
  await mkdir(dataDirectory)
  await chmod(dataDirectory, 0o777)
  await assertRefused(dataDirectory, /may write to .*chmod (go|o)-w/)
  assert.deepEqual(await readdir(dataDirectory), [])
  await chmod(dataDirectory, 0o755)
  await acquireLock(dataDirectory, { waitMilliseconds: 0 })
})

await test(
  'data that root has copied are given to the server, nothing behind links in them',
  { skip: skipUnlessRoot },
  async (t) => {
    const copied = join(await makeFolder(t), 'data')
    await cp(await copyStoppedFolder(t), copied, { recursive: true })
    const outside = join(dirname(copied), 'outside')
    await mkdir(outside)
    await writeFile(join(outside, 'file'), 'root’s')
    for (const at of ['link', 'base/link']) await symlink(outside, join(copied, 'postgres', at))
    await symlink(join(outside, 'file'), join(copied, 'postgres/base/file'))
    const before = await describe(outside)
    await assertNoteIsKept(copied)
    assert.deepEqual(await describe(outside), before)
  },
)

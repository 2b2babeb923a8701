import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, readdirSync, rmSync } from 'node:fs'
import { chmod, chown, cp, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import test from 'node:test'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { findServerBinaries } from '../../src/embedded/server/server-binaries.ts'
import type { SystemUser } from '../../src/embedded/server/server-user.ts'
import { assertNoteIsKept, copyStoppedFolder, runStatements } from './kept-note.ts'
import { isRoot, killProcess, makeFolder, serverPid, startServerProcess } from './server-process.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** An ordinary user, and that they can run Node on this clone; else why these tests are skipped. */
const ordinary: SystemUser = { uid: 65_534, gid: 65_534 }
const canBeOrdinary =
  isRoot &&
  spawnSync(process.execPath, ['-e', `require('fs').readdirSync(${JSON.stringify(root)})`], {
    ...ordinary,
    cwd: '/',
  }).status === 0
const skipOrdinary = canBeOrdinary ? false : 'needs root, and a clone that every user can enter'
const skipUnlessRoot = isRoot ? false : 'needs root'

const uidOf = async (path: string) => (await stat(path)).uid

/** A folder of the ordinary user. */
async function makeTheirFolder(t: TestContext): Promise<string> {
  const folder = await makeFolder(t)
  await chown(folder, ordinary.uid, ordinary.gid)
  return folder
}

async function assertStarts(...given: Parameters<typeof startServerProcess>): Promise<void> {
  const { answer, end } = await startServerProcess(...given)
  assert.ok(answer.url, answer.message)
  await runStatements(answer.url, 'create table if not exists note ()')
  await end()
}

await test('an ordinary user runs it, and again', { skip: skipOrdinary }, async (t) => {
  const dataDirectory = join(await makeTheirFolder(t), 'data')
  await assertStarts(t, dataDirectory, { user: ordinary })
  await assertStarts(t, dataDirectory, { user: ordinary })
  assert.equal(await uidOf(join(dataDirectory, 'postgres')), ordinary.uid)
  assert.equal((await stat(dataDirectory)).mode & 0o777, 0o700)
})

await test(
  'root does not touch an ordinary user’s data; made root’s it goes on, and given back too',
  { skip: skipOrdinary },
  async (t) => {
    const dataDirectory = join(await makeTheirFolder(t), 'data')
    await assertStarts(t, dataDirectory, { user: ordinary })
    const { answer } = await startServerProcess(t, dataDirectory)
    assert.equal(answer.code, 'data-directory')
    assert.match(
      answer.message!,
      /another user, uid 65534\): run as .*chown -R root: .*--data-dir$/,
    )
    // What the message says: in a folder that is theirs, root's data would not be safe either.
    const moved = join(await makeFolder(t), 'data')
    execFileSync('mv', [dataDirectory, moved])
    execFileSync('chown', ['-R', 'root:', moved])
    await assertStarts(t, moved)
    execFileSync('chown', ['-R', `${ordinary.uid}:${ordinary.gid}`, moved])
    await assertStarts(t, moved, { user: ordinary })
  },
)

await test(
  'root runs the server as another user, with no right of root’s',
  { skip: skipUnlessRoot || process.platform !== 'linux' },
  async (t) => {
    const dataDirectory = await copyStoppedFolder(t)
    const { end } = await startServerProcess(t, dataDirectory)
    await assertNoRights(dataDirectory)
    await end()
  },
)

await test('root runs it on data that root has copied', { skip: skipUnlessRoot }, async (t) => {
  const dataDirectory = await copyStoppedFolder(t)
  const copied = join(dirname(dataDirectory), 'copied')
  execFileSync('cp', ['-r', dataDirectory, copied])
  assert.equal(await uidOf(join(copied, 'postgres', 'base')), 0)
  await assertNoteIsKept(copied)
})

await test(
  'root runs it with clone and data in a folder that only root can enter',
  { skip: skipUnlessRoot },
  async (t) => {
    const home = await makeFolder(t)
    const clone = await makeClone(home)
    const program = join(clone, 'test/embedded/programs/start-server.ts')
    await chmod(home, 0o700)
    const dataDirectory = join(clone, '.minuano')
    await assertStarts(t, dataDirectory, { program })
    await assertStarts(t, dataDirectory, { program })
    // A restart with the leftovers of a killed one.
    const { process: killed } = await startServerProcess(t, dataDirectory, { program })
    await killProcess(killed)
    await assertStarts(t, dataDirectory, { program })
  },
)

await test(
  'the server’s superuser can neither read nor write root’s files, also where all lies in root’s folder',
  { skip: skipUnlessRoot || process.platform !== 'linux' },
  async (t) => {
    const home = await makeFolder(t)
    const clone = await makeClone(home)
    const secret = join(home, 'secret')
    const open = join(home, 'open')
    await writeFile(secret, 'root’s', { mode: 0o600 })
    await writeFile(open, 'open', { mode: 0o666 })
    await chmod(open, 0o666)
    await chmod(home, 0o700)
    const dataDirectory = join(clone, '.minuano')
    const program = join(clone, 'test/embedded/programs/start-server.ts')
    const { answer, end } = await startServerProcess(t, dataDirectory, { program })
    assert.ok(answer.url, answer.message)
    await assertNoRights(dataDirectory)
    const url = new URL(answer.url)
    const secrets = JSON.parse(await readFile(join(dataDirectory, 'secrets.json'), 'utf8')) as {
      minuano: string
    }
    url.username = 'minuano'
    url.password = secrets.minuano
    for (const statement of [
      `select pg_read_file('${secret}')`,
      `select pg_read_file('${open}')`,
      `select pg_read_file('/etc/shadow')`,
      `select pg_read_file('../secrets.json')`,
      `select pg_ls_dir('${home}')`,
      `copy (select 1) to '${secret}'`,
      `copy (select 1) to '${open}'`,
      `copy (select 1) to '${home}/new'`,
      `copy (select 1) to '/etc/minuano-test'`,
      `copy (select 1) to program 'cat > ${home}/new'`,
    ]) {
      await assert.rejects(runStatements(url.href, statement), /ermission denied|failed/, statement)
    }
    await runStatements(url.href, 'create database more')
    await end()
    assert.equal(await readFile(secret, 'utf8'), 'root’s')
    assert.equal(await readFile(open, 'utf8'), 'open')
    assert.deepEqual(readdirSync(home).sort(), ['clone', 'open', 'secret'])
  },
)

/** Of the running server: another user than root, no group, no capability. */
async function assertNoRights(dataDirectory: string): Promise<void> {
  const status = await readFile(`/proc/${serverPid(dataDirectory)}/status`, 'utf8')
  assert.doesNotMatch(status, /^Uid:.*\s0\s/m)
  assert.doesNotMatch(status, /^Gid:.*\s0\s/m)
  for (const set of ['Inh', 'Prm', 'Eff', 'Amb']) {
    assert.match(status, new RegExp(`^Cap${set}:\\s+0+$`, 'm'))
  }
  assert.match(status, /^Groups:\s*$/m)
}

await test('library links that npm did not make are made at the start', async (t) => {
  const clone = await makeClone(await makeFolder(t))
  const lib = join(clone, packageOf(), 'native/lib')
  const links = removeLinks(lib)
  const program = join(clone, 'test/embedded/programs/start-server.ts')
  await assertStarts(t, join(clone, '.minuano'), { program })
  assert.deepEqual(listLinks(lib), links)
})

await test(
  'where the package is another user’s, they are made in the data folder',
  { skip: skipOrdinary },
  async (t) => {
    const folder = await makeTheirFolder(t)
    const clone = await makeClone(folder)
    const lib = join(clone, packageOf(), 'native/lib')
    const links = removeLinks(lib)
    const program = join(clone, 'test/embedded/programs/start-server.ts')
    const dataDirectory = join(folder, 'data')
    for (let start = 0; start < 2; start++) {
      await assertStarts(t, dataDirectory, { program, user: ordinary })
      assert.deepEqual(listLinks(lib), [])
      assert.deepEqual(listLinks(join(dataDirectory, 'lib')), links)
    }
  },
)

await test(
  'an ordinary user is told what to do with a folder they cannot use',
  { skip: isRoot && skipOrdinary },
  async (t) => {
    const folder = await makeFolder(t)
    const closed = join(folder, 'closed')
    await mkdir(closed, { mode: 0 })
    const cases = [closed, join(closed, 'deeper'), '/minuano-data']
    if (isRoot) {
      await chown(closed, ordinary.uid, ordinary.gid)
      cases.push(await copyStoppedFolder(t))
    }
    for (const dataDirectory of cases) {
      const as = isRoot ? { user: ordinary } : {}
      const { answer } = await startServerProcess(t, dataDirectory, as)
      assert.equal(answer.code, 'data-directory', dataDirectory)
      assert.match(answer.message!, /^the data folder .* cannot be .*--data-dir$/, dataDirectory)
      assert.ok(answer.message!.includes(dataDirectory))
    }
    await chmod(closed, 0o700)
  },
)

/** Where the server's package lies, below a clone. */
function packageOf(): string {
  const { folder } = findServerBinaries()
  return folder.slice(folder.lastIndexOf('node_modules'), -'/native'.length)
}

/** A clone in `folder`: the sources, the server's package, and the other packages by link. */
async function makeClone(folder: string): Promise<string> {
  const clone = join(folder, 'clone')
  for (const part of ['src', 'package.json', 'test/embedded/programs']) {
    await cp(join(root, part), join(clone, part), { recursive: true })
  }
  const own = packageOf()
  await mkdir(join(clone, dirname(own)), { recursive: true })
  execFileSync('cp', ['-R', join(root, own), join(clone, own)])
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (own.startsWith(`node_modules/${name}/`)) continue
    await symlink(join(root, 'node_modules', name), join(clone, 'node_modules', name))
  }
  return clone
}

function listLinks(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isSymbolicLink())
    .map(({ name }) => name)
    .sort()
}

/** Gives what was there, and what npm's install script would make. */
function removeLinks(lib: string): string[] {
  const list = JSON.parse(readFileSync(join(lib, '../pg-symlinks.json'), 'utf8')) as {
    target: string
  }[]
  for (const name of listLinks(lib)) rmSync(join(lib, name))
  return list.map(({ target }) => target.slice('native/lib/'.length)).sort()
}

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { chown, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { processIdentity } from '../../src/embedded/lock/process-identity.ts'
import { startEmbeddedPostgres } from '../../src/embedded/start-embedded-postgres.ts'
import { assertNoteIsKept, copyStoppedFolder, runStatements } from './kept-note.ts'
import {
  killProcess,
  makeFolder,
  serverPid,
  spawnServerProcess,
  startServerProcess,
} from './server-process.ts'

await test('a server that outlived its killed parent is stopped, and its data is kept', async (t) => {
  const dataDirectory = await copyStoppedFolder(t)
  const first = await startServerProcess(t, dataDirectory)
  const orphan = serverPid(dataDirectory)
  await killProcess(first.process)
  assert.notEqual(processIdentity(orphan), undefined, 'there is no orphan to deal with')
  await assertNoteIsKept(dataDirectory)
  assert.equal(processIdentity(orphan), undefined)
})

await test('a server that was killed with its parent recovers what was committed', async (t) => {
  const dataDirectory = await copyStoppedFolder(t)
  const { answer, process: parent } = await startServerProcess(t, dataDirectory)
  await runStatements(answer.url!, 'create table late as select 1 as it')
  const server = serverPid(dataDirectory)
  await killProcess(parent)
  process.kill(server, 'SIGKILL')
  await untilGone(server)
  await assertNoteIsKept(dataDirectory)
  const again = await startServerProcess(t, dataDirectory)
  assert.deepEqual((await runStatements(again.answer.url!, 'table late')).rows, [{ it: 1 }])
  await again.end()
})

await test('a busy backend of a killed server is waited for', async (t) => {
  const dataDirectory = await copyStoppedFolder(t)
  const { answer, process: parent } = await startServerProcess(t, dataDirectory)
  const client = new pg.Client(answer.url)
  client.on('error', () => undefined)
  await client.connect()
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const backend = rows[0]!.pid
  const endless = client.query('select count(*) from generate_series(1, 1e15)').catch(() => 'ended')
  const server = serverPid(dataDirectory)
  await killProcess(parent)
  process.kill(server, 'SIGKILL')
  await untilGone(server)
  assert.notEqual(processIdentity(backend), undefined, 'there is no backend to wait for')
  const starting = assertNoteIsKept(dataDirectory)
  await client.end().catch(() => undefined)
  await starting
  await endless
  assert.equal(processIdentity(backend), undefined)
})

await test('a pid file whose number belongs to another program by now is no obstacle', async (t) => {
  const dataDirectory = await copyStoppedFolder(t)
  const cluster = join(dataDirectory, 'postgres')
  const { uid, gid } = await stat(cluster)
  // Of the server's own user: of another one's process PostgreSQL itself knows it for no server.
  const identity = process.getuid?.() === 0 ? { uid, gid } : {}
  const other = spawn('sleep', ['60'], { stdio: 'ignore', cwd: '/', ...identity })
  t.after(() => other.kill())
  await once(other, 'spawn')
  const pidFile = join(cluster, 'postmaster.pid')
  const lines = [other.pid!, cluster, 1_700_000_000, 5433, '', '127.0.0.1', '1 2', 'ready', '']
  await writeFile(pidFile, lines.join('\n'), { mode: 0o600 })
  if (process.getuid?.() === 0) await chown(pidFile, uid, gid)
  await assertNoteIsKept(dataDirectory)
  assert.notEqual(processIdentity(other.pid!), undefined, 'the other program was killed')
})

await test('an empty pid file, of a server killed in its first moment, is no obstacle', async (t) => {
  const dataDirectory = await copyStoppedFolder(t)
  const pidFile = join(dataDirectory, 'postgres', 'postmaster.pid')
  await writeFile(pidFile, '')
  await utimes(pidFile, 1_700_000_000, 1_700_000_000)
  await assertNoteIsKept(dataDirectory)
})

await test('a first start killed while it makes the cluster’s files is begun anew', async (t) => {
  await killFirstStartWhen(t, (dataDirectory) =>
    listFolder(dataDirectory).some((name) => name.startsWith('postgres.new-')),
  )
})

await test('a first start killed while it makes databases and roles is begun anew', async (t) => {
  await killFirstStartWhen(t, (dataDirectory) => listFolder(dataDirectory).includes('postgres'))
})

async function killFirstStartWhen(
  t: TestContext,
  isTime: (dataDirectory: string) => boolean,
): Promise<void> {
  const dataDirectory = join(await makeFolder(t), 'data')
  const child = spawnServerProcess(t, dataDirectory)
  while (!isTime(dataDirectory)) await sleep(1)
  await killProcess(child)
  assert.ok(!existsSync(join(dataDirectory, 'postgres', 'minuano-ready')), 'killed too late')
  const second = await startServerProcess(t, dataDirectory)
  assert.ok(second.answer.url, second.answer.message)
  await runStatements(second.answer.url, 'create table note as select 1')
  await second.end()
  const left = listFolder(dataDirectory).filter((name) => name.startsWith('postgres.new-'))
  assert.deepEqual(left, [])
}

function listFolder(path: string): string[] {
  return existsSync(path) ? readdirSync(path) : []
}

async function untilGone(pid: number): Promise<void> {
  while (processIdentity(pid) !== undefined) await sleep(5)
}

await test('a data folder of another PostgreSQL version is refused and left alone', async (t) => {
  const dataDirectory = await copyStoppedFolder(t)
  const versionFile = join(dataDirectory, 'postgres', 'PG_VERSION')
  await writeFile(versionFile, '16\n')
  const before = listFolder(join(dataDirectory, 'postgres'))
  await assert.rejects(startEmbeddedPostgres({ dataDirectory, port: 0 }), {
    code: 'data-directory',
    message: /is of PostgreSQL 16, this Minuano brings 18: .*--data-dir/,
  })
  assert.equal(await readFile(versionFile, 'utf8'), '16\n')
  assert.deepEqual(listFolder(join(dataDirectory, 'postgres')), before)
})

await test('a data folder without its passwords is refused, not made anew', async (t) => {
  const dataDirectory = await copyStoppedFolder(t)
  const secretsFile = join(dataDirectory, 'secrets.json')
  const secrets = await readFile(secretsFile)
  for (const spoil of [() => rm(secretsFile), () => writeFile(secretsFile, '{}')]) {
    await spoil()
    await assert.rejects(startEmbeddedPostgres({ dataDirectory, port: 0 }), {
      code: 'data-directory',
      message: /secrets\.json.*put the file back/,
    })
  }
  await writeFile(secretsFile, secrets)
  await assertNoteIsKept(dataDirectory)
})

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { acquireLock } from '../../../src/embedded/lock/acquire-lock.ts'
import { claimPath, makeClaim } from '../../../src/embedded/lock/lock-claim.ts'
import { readRunning } from '../../../src/embedded/read-running.ts'
import { killProcess, makeFolder } from '../server-process.ts'

const program = fileURLToPath(new URL('../programs/hold-lock.ts', import.meta.url))

/** Starts a process that takes the lock; `holdMilliseconds` or until its standard input ends. */
function holdLock(t: TestContext, folder: string, holdMilliseconds?: number): ChildProcess {
  const args = [join(folder, 'data'), join(folder, 'critical'), String(holdMilliseconds ?? '')]
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  t.after(() => child.kill('SIGKILL'))
  return child
}

const services = {
  connectorUrl: 'http://127.0.0.1:8000',
  docsUrl: 'http://127.0.0.1:8000/docs',
  targetUrl: 'postgresql://etl:secret@127.0.0.1:5433/target',
}

await test('many commands at once hold a data folder one after the other', async (t) => {
  const folder = await makeFolder(t)
  const children = Array.from({ length: 6 }, () => holdLock(t, folder, 30))
  const codes = await Promise.all(children.map(async (child) => once(child, 'exit')))
  assert.deepEqual(
    codes.map(([code]) => code as number),
    children.map(() => 0),
  )
})

await test('a command that waits too long names the one that holds the folder', async (t) => {
  const folder = await makeFolder(t)
  const dataDirectory = join(folder, 'data')
  const holder = holdLock(t, folder)
  await once(holder.stdout!, 'data')
  const busy = {
    code: 'stack-busy',
    message: new RegExp(`backfill, process ${holder.pid!}`),
  }
  await assert.rejects(acquireLock(dataDirectory, { waitMilliseconds: 100 }), busy)
  await assert.rejects(readRunning(dataDirectory, { waitMilliseconds: 100 }), busy)
  const waiting = acquireLock(dataDirectory, { waitMilliseconds: 60_000 })
  holder.stdin!.end()
  await (await waiting).release()
})

await test('of many commands that find a killed one’s lock, one takes it over at a time', async (t) => {
  const folder = await makeFolder(t)
  for (let round = 0; round < 3; round++) {
    const killed = holdLock(t, folder)
    await once(killed.stdout!, 'data')
    const waiting = Array.from({ length: 5 }, () => holdLock(t, folder, 20))
    // The killed one cannot remove it itself; once it is dead, a waiter may be in before us.
    await rm(join(folder, 'critical'))
    await killProcess(killed)
    const codes = await Promise.all(waiting.map(async (child) => once(child, 'exit')))
    assert.deepEqual(
      codes.map(([code]) => code as number),
      waiting.map(() => 0),
    )
  }
})

await test('a lock whose number belongs to another process by now is taken over', async (t) => {
  const dataDirectory = await makeFolder(t)
  await (await acquireLock(dataDirectory, { waitMilliseconds: 0 })).release()
  const forged = { ...makeClaim('up'), identity: 'an earlier process' }
  await writeFile(claimPath(dataDirectory, 7), JSON.stringify(forged))
  const lock = await acquireLock(dataDirectory, { waitMilliseconds: 0 })
  assert.deepEqual(
    (await readdir(dataDirectory)).filter((name) => name.startsWith('lock')),
    ['lock.8'],
  )
  await lock.release()
})

await test('a claim that a power cut has emptied is taken over', async (t) => {
  const dataDirectory = await makeFolder(t)
  await (await acquireLock(dataDirectory, { waitMilliseconds: 0 })).release()
  await writeFile(claimPath(dataDirectory, 1), '')
  await (await acquireLock(dataDirectory, { waitMilliseconds: 0 })).release()
})

await test('what a command publishes is read until it lets go', async (t) => {
  const dataDirectory = await makeFolder(t)
  const lock = await acquireLock(dataDirectory, { waitMilliseconds: 0 })
  assert.equal(await readRunning(dataDirectory), undefined)
  await lock.publish(services)
  const { startedAt, ...running } = (await readRunning(dataDirectory))!
  assert.deepEqual(running, { pid: process.pid, ...services })
  assert.ok(Date.parse(startedAt) <= Date.now())
  await lock.release()
  assert.equal(await readRunning(dataDirectory), undefined)
})

await test('one who waits for a command that is starting learns what it serves', async (t) => {
  const dataDirectory = await makeFolder(t)
  const lock = await acquireLock(dataDirectory, { waitMilliseconds: 0 })
  const reading = readRunning(dataDirectory, { waitMilliseconds: 60_000 })
  await lock.publish(services)
  assert.equal((await reading)?.connectorUrl, services.connectorUrl)
  await lock.release()
})

await test('what a killed command has published does not count', async (t) => {
  const folder = await makeFolder(t)
  const dataDirectory = join(folder, 'data')
  const killed = await acquireLock(dataDirectory, { waitMilliseconds: 0 })
  await killed.publish(services)
  // Its claim is there as before, but of a process that is no more.
  const gone = { ...makeClaim('up'), identity: 'an earlier process' }
  await writeFile(claimPath(dataDirectory, 1), JSON.stringify(gone))
  assert.equal(await readRunning(dataDirectory), undefined)
  const next = await acquireLock(dataDirectory, { waitMilliseconds: 0 })
  assert.equal(await readRunning(dataDirectory), undefined, 'the file of another holder counted')
  await next.release()
})

await test('a folder that is not there has nothing running, and is not made by asking', async (t) => {
  const dataDirectory = join(await makeFolder(t), 'data')
  assert.equal(await readRunning(dataDirectory, { waitMilliseconds: 1000 }), undefined)
  await assert.rejects(readdir(dataDirectory))
})

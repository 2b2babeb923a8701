import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { stopLeftServers } from '../../scripts/testing/stop-left-servers.ts'

const skip = process.platform === 'linux' ? false : 'processes have no folder in /proc'

test('a server whose test was killed ends, and so do no others', { skip }, async () => {
  const folders = ['left', 'other'].map((name) => mkdtempSync(join(tmpdir(), `minuano-${name}-`)))
  const pids = await Promise.all(folders.map(leaveServer))
  try {
    await stopLeftServers(folders[0]!)
    assert.deepEqual(pids.map(isRunning), [false, true])
  } finally {
    await stopLeftServers(folders[1]!)
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  }
  assert.deepEqual(pids.map(isRunning), [false, false])
})

/** Starts a server in a folder by a process that is killed then; gives the server's number. */
async function leaveServer(folder: string): Promise<number> {
  const program = `
    const { startTestServer } = await import(${JSON.stringify(new URL('../support/test-server.ts', import.meta.url).href)})
    await startTestServer()
    console.log('started')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env: { ...process.env, TMPDIR: folder, NODE_TEST_CONTEXT: undefined },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise((resolve) => child.stdout.once('data', resolve))
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
  const [path] = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((each) => each.endsWith('postmaster.pid'))
  return Number.parseInt(readFileSync(join(folder, path!), 'utf8'), 10)
}

/** A process that has ended, and is not yet waited for, has no folder any more. */
function isRunning(pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) !== ''
  } catch {
    return false
  }
}

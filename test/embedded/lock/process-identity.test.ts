import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { askStartTime, processIdentity } from '../../../src/embedded/lock/process-identity.ts'

const ways: [name: string, identify: typeof processIdentity, isMissing: boolean][] = [
  ['as the system offers it', processIdentity, false],
  ['by ps', askStartTime, spawnSync('ps', ['-p', String(process.pid)]).status !== 0],
]

for (const [name, identify, isMissing] of ways) {
  const skip = isMissing ? 'this machine has no ps' : process.platform === 'win32'

  test(`a process keeps its identity, ${name}`, { skip }, async () => {
    const before = identify(process.pid)
    assert.ok(before)
    await sleep(10)
    assert.equal(identify(process.pid), before)
  })

  test(`another process has another identity, ${name}`, { skip }, async (t) => {
    // Whole seconds is what ps tells.
    await sleep(1000)
    const other = await spawnSleep(t)
    assert.notEqual(identify(other), undefined)
    assert.notEqual(identify(other), identify(process.pid))
  })

  test(
    `a process that has ended has none, even if nobody has collected it, ${name}`,
    { skip },
    async (t) => {
      // Before the child ends, the shell becomes a program that knows nothing of it.
      const script = 'sleep 0.5 & echo $!; exec sleep 60'
      const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] })
      t.after(() => parent.kill())
      const [line] = (await once(parent.stdout, 'data')) as [Buffer]
      const ended = Number(line.toString())
      while (identify(ended) !== undefined) await sleep(5)
      assert.doesNotThrow(() => process.kill(ended, 0), 'it has been collected')
    },
  )
}

async function spawnSleep(t: TestContext): Promise<number> {
  const child = spawn('sleep', ['60'])
  t.after(() => child.kill())
  await once(child, 'spawn')
  return child.pid!
}

import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { startMinuano } from './minuano.ts'

/** A `minuano up` that has done its job and serves; what it printed of it. */
export interface Serving {
  readonly source: { readonly url: string }
  readonly target: { readonly url: string }
  readonly connector: { readonly url: string }
  stop(): Promise<void>
}

/** Starts `minuano up --json` and waits until it serves. */
export async function startServing(env: Record<string, string>): Promise<Serving> {
  const started = startMinuano(['up', '--json'], env)
  while (!started.stderr().includes('Serving until Ctrl-C')) {
    assert.equal(started.child.exitCode, null, started.stderr())
    await sleep(20)
  }
  return {
    ...(JSON.parse(started.stdout()) as Omit<Serving, 'stop'>),
    async stop() {
      started.child.kill('SIGTERM')
      const { code, stderr } = await started.ended
      assert.equal(code, 0, stderr)
    },
  }
}

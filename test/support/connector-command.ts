import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { startMinuano } from './minuano.ts'

/** Starts `minuano connector` on a free port; gives its URL, and what ends it. */
export async function startConnectorCommand(
  env: Record<string, string>,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const started = startMinuano(['connector', '--json'], { CONNECTOR_PORT: '0', ...env })
  while (!started.stdout().includes('\n')) {
    assert.equal(started.child.exitCode, null, started.stderr())
    await sleep(20)
  }
  const { url } = JSON.parse(started.stdout()) as { url: string }
  return {
    url,
    async stop() {
      started.child.kill('SIGTERM')
      const { code, stderr } = await started.ended
      assert.equal(code, 0, stderr)
    },
  }
}

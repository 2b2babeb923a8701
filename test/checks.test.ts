import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import manifest from '../package.json' with { type: 'json' }

describe('the code as it stands passes the check of its', { concurrency: true }, () => {
  for (const check of ['types', 'lint', 'format', 'walls'] as const) {
    test(check, async () => {
      const child = spawn(`${manifest.scripts[`check:${check}`]} 2>&1`, { shell: true })
      const ended = once(child, 'exit') as Promise<[number | null]>
      const [output, [code]] = await Promise.all([text(child.stdout), ended])
      assert.equal(code, 0, output)
    })
  }
})

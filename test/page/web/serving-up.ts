import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { atEnd } from '../../support/at-end.ts'
import { createDataFolder } from '../../support/data-folder.ts'
import { startMinuano } from '../../support/minuano.ts'

/** A `minuano up` with its ten days of random data, until the file's end. */
export interface ServingUp {
  readonly url: string
  inTarget(statement: string): Promise<Record<string, unknown>[]>
}

interface Summary {
  readonly page: { readonly url: string }
  readonly target: { readonly url: string }
}

export async function startServingUp(): Promise<ServingUp> {
  const { env } = createDataFolder()
  const started = startMinuano(['up', '--json', '--sync-every', 'off'], {
    PAGE_PORT: '0',
    ...env,
  })
  atEnd(async () => {
    started.child.kill('SIGINT')
    await started.ended
  })
  while (!started.stderr().includes('Serving until Ctrl-C')) {
    assert.equal(started.child.exitCode, null, started.stderr())
    await pause(20)
  }
  const { page, target } = JSON.parse(started.stdout()) as Summary
  return {
    url: page.url,
    inTarget: async (statement) => {
      const client = new pg.Client(target.url)
      await client.connect()
      try {
        return (await client.query<Record<string, unknown>>(statement)).rows
      } finally {
        await client.end()
      }
    },
  }
}

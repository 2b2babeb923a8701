import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { atEnd } from '../../support/at-end.ts'
import { createDataFolder } from '../../support/data-folder.ts'
import { runMinuano, startMinuano } from '../../support/minuano.ts'
import type { Ended } from '../../support/minuano.ts'
import { queryRows } from '../../support/system-postgres.ts'

/** A `minuano up` with its ten days of random data, until the file's end. */
export interface ServingUp {
  readonly url: string
  inTarget(statement: string): Promise<Record<string, unknown>[]>
  inSource(statement: string): Promise<Record<string, unknown>[]>
  /** Runs a command of Minuano on its databases. */
  run(...args: string[]): Promise<Ended>
}

interface Summary {
  readonly page: { readonly url: string }
  readonly target: { readonly url: string }
  readonly source: { readonly url: string }
}

export async function startServingUp(syncEvery = 'off'): Promise<ServingUp> {
  const { env } = createDataFolder()
  const started = startMinuano(['up', '--json', '--sync-every', syncEvery], {
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
  const { page, target, source } = JSON.parse(started.stdout()) as Summary
  return {
    url: page.url,
    inTarget: (statement) => queryRows(target.url, statement),
    inSource: (statement) => queryRows(source.url, statement),
    run: (...args) => runMinuano(args, env),
  }
}

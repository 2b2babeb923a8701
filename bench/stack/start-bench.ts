import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { say } from '../../src/log/say.ts'
import type { Later } from '../../src/stack/teardown.ts'
import { findPython } from '../../test/support/python.ts'
import type { BenchOptions } from '../options.ts'
import { runSql } from './run-sql.ts'
import { stopChildren } from './children.ts'
import { startMinuanoUp } from './minuano-up.ts'
import type { MinuanoUp } from './minuano-up.ts'
import { startPythonPeer } from '../peers/python-peer.ts'
import type { PythonPeer } from '../peers/python-peer.ts'
import { watchLoad } from './watch-load.ts'
import type { MachineLoad } from './watch-load.ts'

/** All that is measured, on one PostgreSQL. */
export interface Bench {
  readonly up: MinuanoUp
  /** None where there is no Python, or none is wanted. */
  readonly peers: readonly PythonPeer[]
  readonly python: string | undefined
  readonly load: MachineLoad
  /** What was left out, and why: a line each. */
  readonly leftOut: readonly string[]
}

/** Starts Minuano and the peers in a temporary folder, which goes with the bench. */
export async function startBench(options: BenchOptions, later: Later): Promise<Bench> {
  const load = watchLoad(later)
  const folder = await mkdtemp(join(tmpdir(), 'minuano-bench-'))
  later(() => rm(folder, { recursive: true, force: true }))
  later(stopChildren)
  const found = options.python
    ? await preparePython()
    : { missing: 'not wanted (--without-python, or no row that has them)' }
  say('starting minuano up ...')
  const up = await startMinuanoUp(folder)
  await runSql(up.adminUrl('postgres'), 'create database floor')
  if ('missing' in found) {
    const leftOut = `classic and fast Python: ${found.missing}`
    say(`left out: ${leftOut}`)
    return { up, peers: [], python: undefined, load, leftOut: [leftOut] }
  }
  const peers: PythonPeer[] = []
  for (const name of ['classic', 'fast'] as const) {
    say(`starting the ${name} API ...`)
    await runSql(up.adminUrl('postgres'), `create database ${name}`)
    const urls = { source: up.sourceUrl, target: up.adminUrl(name) }
    peers.push(await startPythonPeer(name, found.python, urls))
  }
  return { up, peers, python: found.python, load, leftOut: [] }
}

function preparePython() {
  say('preparing Python (the first time about a minute) ...')
  return findPython('bench/peers/requirements.txt')
}

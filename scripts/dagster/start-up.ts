import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Config } from '../../src/config/settings.ts'
import { readRunning } from '../../src/embedded/read-running.ts'
import { say } from '../../src/log/say.ts'
import { readAnswer } from '../../src/stack/process-answers.ts'
import { stopChild, waitForExit } from '../../src/stack/spawn-minuano.ts'
import type { Later } from '../../src/stack/teardown.ts'
import type { Services } from './services.ts'
import { minuano } from './places.ts'
import type { Claim } from './running-dagster.ts'

/** Starts `minuano up`, which reads the same settings as we do, and waits until it serves. */
export async function startUp(config: Config, claim: Claim, later: Later): Promise<Services> {
  const args = ['up', '--no-load', '--json', '--data-dir', config.dataDirectory]
  const child = spawn(process.execPath, [minuano, ...args], {
    // It ends when we do, by this channel. Ctrl-C reaches it only through us.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  })
  later(() => stopChild(child, 'SIGTERM'))
  const exited = waitForExit(child)
  await claim.add(child)
  const printed = new Promise<string>((resolve) =>
    createInterface({ input: child.stdout! }).once('line', resolve),
  )
  const serving = new Promise<'serving'>((resolve) => {
    createInterface({ input: child.stderr! }).on('line', (line) => {
      if (line.startsWith('Serving')) resolve('serving')
      else if (line !== 'Stopping ...') say(line)
    })
  })
  const found = await Promise.race([serving, exited])
  if (found !== 'serving') throw new Error(`minuano up ended (${found}): see above`)
  const broken = exited.then((): never => {
    throw new Error('minuano up ended unexpectedly: see above')
  })
  // After a wanted end nobody waits for it any more.
  broken.catch(() => undefined)
  const { connector } = readAnswer('up', await printed)
  return {
    connectorUrl: connector.url,
    connectorApiKey: config.connectorApiKey?.join(','),
    targetUrl: config.targetDatabaseUrl ?? (await readRunning(config.dataDirectory))!.targetUrl,
    broken,
  }
}

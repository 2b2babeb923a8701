import { text } from 'node:stream/consumers'
import type { Config } from '../config/settings.ts'
import type { Day } from '../time/day.ts'
import { readAnswer } from './process-answers.ts'
import type { Answer } from './process-answers.ts'
import { stopChild, waitForExit } from './spawn-minuano.ts'
import type { Stack } from './start-stack.ts'
import { spawnEtl } from './supervise-pipeline.ts'
import type { Later } from './teardown.ts'

/** How the ETL's process ended, and the numbers that it gave. */
export interface JobResult extends Answer<'backfill'> {
  readonly exitCode: number
}

/** For a Source that is empty. */
export const noJob: JobResult = { exitCode: 0, days: 0, failed: 0, sourceRows: 0, seconds: 0 }

/** Runs the ETL for every day from `first` to `last` as a process of its own. */
export async function runJob(
  config: Config,
  stack: Stack,
  days: { readonly first: Day; readonly last: Day },
  later: Later,
): Promise<JobResult> {
  const pipeline = { connectorUrl: stack.connectorUrl, targetUrl: stack.etlUrl }
  const child = spawnEtl(config, ['backfill', days.first, days.last, '--json'], pipeline, 'pipe')
  later(() => stopChild(child, 'SIGINT'))
  const [output, exitCode] = await Promise.all([text(child.stdout!), waitForExit(child)])
  const numbers = output === '' ? noJob : readAnswer('backfill', output)
  return { ...numbers, exitCode }
}

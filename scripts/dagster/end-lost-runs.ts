import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { say } from '../../src/log/say.ts'
import { environmentOf } from './set-up.ts'
import type { SetUp } from './set-up.ts'

/** Has Dagster know of runs that ended with an earlier Dagster; not where others may be at work. */
export async function endLostRuns(setUp: SetUp): Promise<void> {
  if (!setUp.storage.isOurs) return
  const args = ['-m', 'minuano_dagster.lost_runs']
  const options = { env: environmentOf(setUp), cwd: setUp.home.path }
  const { stdout } = await promisify(execFile)(setUp.python, args, options)
  if (stdout !== '') say(stdout.trimEnd())
}

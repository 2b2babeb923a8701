import { beginHistory } from './history.ts'
import type { Tally } from './history.ts'
import { plantOf } from './plant.ts'
import type { SmallDisk } from './small-disk.ts'
import { describeStep, drawSteps } from './steps.ts'
import { createWorld } from './world.ts'

export interface SeedOptions {
  readonly serverUrl: string
  readonly seed: number
  readonly count: number
  readonly disk?: SmallDisk | undefined
  /** After it no further step is taken. */
  readonly until?: number
  readonly say?: (line: string) => void
}

export interface SeedResult {
  readonly tally: Tally
  /** What was wrong, the steps that led to it, and how to repeat them; undefined where all was right. */
  readonly failure: string | undefined
}

/** Lives through the history of a seed, to its end or to the first thing that is wrong. */
export async function runSeed({
  serverUrl,
  seed,
  count,
  disk,
  until = Infinity,
  say,
}: SeedOptions): Promise<SeedResult> {
  const plant = plantOf(seed)
  const world = await createWorld(serverUrl, plant, `faults_${seed}`, disk)
  try {
    const history = await beginHistory(world)
    const taken: string[] = []
    for (const step of drawSteps(seed, count, plant, disk !== undefined)) {
      if (Date.now() > until) break
      taken.push(`${taken.length + 1}. ${describeStep(step)}`)
      say?.(taken.at(-1)!)
      const found = await history.take(step)
      if (found.length === 0) continue
      const failure = [
        `seed ${seed}, step ${taken.length}:`,
        ...found.map((text) => `  ${text}`),
        'after these steps:',
        ...taken.map((text) => `  ${text}`),
        `again: npm run test:faults -- --seed ${seed} --steps ${count}${disk === undefined ? ' --no-disk' : ''}`,
      ].join('\n')
      return { tally: history.tally, failure }
    }
    return { tally: history.tally, failure: undefined }
  } finally {
    await world.close()
  }
}

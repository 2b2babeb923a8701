import { compareTargets } from '../compare/compare-targets.ts'
import type { Bench } from '../stack/start-bench.ts'
import { readTarget } from '../compare/read-target.ts'
import { yearTargetRows } from './days.ts'

/** Compares what all of them left of the year. Throws where one has other rows than Minuano. */
export async function sameRowsNote({ up, peers }: Bench): Promise<string[]> {
  const ours = await readTarget(up.adminUrl('target'))
  if (ours.length !== yearTargetRows) throw new Error(`Minuano's Target has ${ours.length} rows`)
  for (const { name, targetUrl } of peers) {
    const difference = compareTargets(ours, await readTarget(targetUrl))
    if (difference !== undefined) throw new Error(`the ${name} Target differs: ${difference}`)
  }
  return peers.length === 0
    ? []
    : [`Afterwards all Targets held the same ${ours.length} rows, to 1e-9 of each value.`]
}

import { prepareFloorTarget, measureSetLoad, readMonths } from '../measure/set-load-floor.ts'
import { measureCopyOut } from '../measure/copy-out-floor.ts'
import { ourEndpoint, peerEndpoint } from '../rows/endpoints.ts'
import { changeSource, fillSource } from '../stack/fill-source.ts'
import type { PythonPeer } from '../peers/python-peer.ts'
import type { Bench } from '../stack/start-bench.ts'
import { emptyOurTarget } from '../stack/empty-targets.ts'
import { readTarget } from './read-target.ts'
import { compareAnswers } from './compare-answers.ts'
import { compareTargets } from './compare-targets.ts'

/** What was compared; `fault` says what differs. */
export interface SmallChecks {
  readonly ok: boolean
  readonly checks: readonly { readonly name: string; readonly fault: string | null }[]
  readonly leftOut: readonly string[]
}

/** Over the end of a month, so that every way of cutting days into months shows. */
const [first, last] = ['2024-02-28', '2024-03-02'] as const

/**
 * Lets everybody load the same days, into an empty Target, once more, and once more with every value
 * changed, and compares the rows; then what the APIs answer, and what the floors read and load.
 */
export async function checkSmall(bench: Bench): Promise<SmallChecks> {
  const checks: { name: string; fault: string | null }[] = []
  const check = async (name: string, attempt: () => Promise<string | undefined>) => {
    const result = { name, fault: 'not run' as string | null }
    checks.push(result)
    result.fault = (await attempt().catch(String)) ?? null
  }
  await fillSource(bench, first, last)
  await emptyOurTarget(bench)
  for (const what of ['loaded', 'loaded again, nothing changed', 'every value changed']) {
    if (what === 'every value changed') await changeSource(bench, first, last)
    await bench.up.run(['backfill', first, last])
    await check(`minuano, ${what}`, () => checkOwn(bench))
    // Nothing is timed: the peers may work at once.
    const checkPeer = ({ name, etl, targetUrl }: PythonPeer) =>
      check(`${name}, ${what}`, async () => {
        await etl(first, last)
        return compareTargets(await readOurs(bench), await readTarget(targetUrl))
      })
    await Promise.all(bench.peers.map(checkPeer))
  }
  await check('answers of the APIs', async () => {
    await compareAnswers([
      ourEndpoint(bench, 'json'),
      ourEndpoint(bench, 'arrow'),
      ...peerEndpoint(bench, 'classic', '/data'),
      ...peerEndpoint(bench, 'classic', '/orjson'),
      ...peerEndpoint(bench, 'fast', '/json'),
      ...peerEndpoint(bench, 'fast', '/arrow'),
    ])
    return undefined
  })
  await check('floors', () => checkFloors(bench))
  return { ok: checks.every(({ fault }) => fault === null), checks, leftOut: bench.leftOut }
}

function readOurs({ up }: Bench) {
  return readTarget(up.adminUrl('target'))
}

async function checkOwn(bench: Bench): Promise<string | undefined> {
  const { length } = await readOurs(bench)
  const expected = 4 * 144 * 8
  return length === expected ? undefined : `${length} rows, not ${expected}`
}

async function checkFloors(bench: Bench): Promise<string | undefined> {
  const { up } = bench
  await measureCopyOut(up, first, last)
  await prepareFloorTarget(up)
  const months = await readMonths(up, [
    { from: '2024-02-01', to: '2024-03-01' },
    { from: '2024-03-01', to: '2024-04-01' },
  ])
  await measureSetLoad(up, months)
  return compareTargets(await readOurs(bench), await readTarget(up.adminUrl('floor')))
}

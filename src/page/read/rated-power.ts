import { quoteLiteral } from '../../postgres/quote.ts'
import { addDays, dayInterval } from '../../time/day.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Plant } from '../api.ts'
import { ratedPowerOn } from './page-settings.ts'
import type { PageSettings } from './page-settings.ts'
import type { PlantFacts } from './read-plant.ts'
import type { TargetReader } from './target-reader.ts'

export type RatedPower = Pick<Plant, 'ratedPower' | 'ratedPowerFrom'>

/** How far back the greatest mean is looked for: of all days of a farm it would take minutes. */
const days = 30

/**
 * Of each asset, of the settings, as it is on the last day; else the greatest mean power of a bin of the last 30 days. One that fed nothing in
 * these days has none.
 */
export async function readRatedPower(
  target: TargetReader,
  { assets, power, last }: PlantFacts,
  settings: PageSettings,
): Promise<RatedPower> {
  const known = assets.map(
    (asset) => [asset, ratedPowerOn(settings, asset, last ?? '9999-12-31')] as const,
  )
  const isMissing = known.some(([, rated]) => rated === undefined)
  const greatest =
    isMissing && power !== null && last !== null
      ? await readGreatest(target, power, last, settings)
      : new Map<string, number>()
  return {
    ratedPower: Object.fromEntries(
      known.map(([asset, rated]) => [asset, rated ?? greatest.get(asset) ?? null]),
    ),
    ratedPowerFrom: Object.fromEntries(
      known.map(([asset, rated]) => [
        asset,
        rated !== undefined ? 'settings' : greatest.has(asset) ? 'greatest-mean' : null,
      ]),
    ),
  }
}

async function readGreatest(
  target: TargetReader,
  power: string,
  last: string,
  { timeZone, periodSeconds }: PageSettings,
): Promise<Map<string, number>> {
  const { start } = dayInterval(addDays(last, -days), timeZone)
  const rows = await target.rows<{ asset: string; greatest: number | null }>(
    'looking for the greatest power',
    `select asset, (
       select max(value) from data
       where signal_id = signal.id and "timestamp" >= '${formatInstant(start)}') as greatest
     from signal
     where variable = ${quoteLiteral(power)} and statistic = 'mean' and period_seconds = ${periodSeconds}`,
  )
  return new Map(
    rows.flatMap(({ asset, greatest }) =>
      greatest !== null && greatest > 0 ? [[asset, greatest]] : [],
    ),
  )
}

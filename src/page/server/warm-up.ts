import type { PageSettings } from '../read/page-settings.ts'
import { readPlant } from '../read/read-plant.ts'
import { findSeries } from '../read/series.ts'
import type { SeriesStore } from '../read/series-store.ts'
import type { TargetReader } from '../read/target-reader.ts'
import type { GiveWay } from './idle-queue.ts'
import { wholePeriod } from './whole-period.ts'

/**
 * Reads what a plant of one asset is asked for first, its wind and its power: ten years take a second. Of a farm
 * nobody knows which turbine will be looked at. Whoever asks comes first: what is then asked for is kept anyway.
 */
export async function warmUp(
  target: TargetReader,
  store: SeriesStore,
  settings: PageSettings,
  giveWay: GiveWay,
): Promise<void> {
  // Not what is kept for a moment: `up` loads meanwhile, and whoever comes next asks anew.
  const facts = await readPlant(target, settings)
  const [asset, ...others] = facts.assets
  if (asset === undefined || others.length > 0 || facts.first === null) return
  for (const variable of [facts.wind, facts.power]) {
    if (variable === null) continue
    const series = await findSeries(target, facts, settings, { asset, variable })
    const holding = await store.look(series, wholePeriod(facts, settings))
    if (store.hasRoomFor(series, holding)) await store.fill(series, holding, giveWay)
  }
}

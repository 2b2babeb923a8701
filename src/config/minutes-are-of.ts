import type { Config } from './settings.ts'

const windNames = /HorWdSpd|wind.*(speed|spd)|^ws(\b|_)|wspd/i

/**
 * What the Source's rows are to turbulence intensity: where the wind speed has a standard deviation of its own
 * (`stdColumn`), that of faster samples, whatever the rows are; else what the settings say.
 */
export function minutesAreOf({
  minutesAre,
  stdColumns,
}: Pick<Config, 'minutesAre' | 'stdColumns'>): 'samples' | 'averages' | 'own-std' | undefined {
  const hasOwn = [...(stdColumns?.keys() ?? [])].some((name) => windNames.test(name))
  return hasOwn ? 'own-std' : minutesAre
}

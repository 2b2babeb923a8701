import type { PlantVariable } from '../api.ts'
import { unitFactor } from './convert-unit.ts'

/** The variables that are taken for wind speed and for power; null: there is none. */
export interface WindAndPower {
  readonly wind: string | null
  readonly power: string | null
}

const windNames = [/^wind_?speed$/i, /HorWdSpd/, /wind.*(speed|spd)|^ws(\b|_)|wspd/i]
const powerNames = [/^power$/i, /^(active|grid|output)_?power$/i, /^WTUR_W$|active.?power/i]

/**
 * By name, the likeliest first, then by unit: of several in m/s or kW the first. The names are Minuano's own, those
 * of IEC 61400-25 that OpenOA uses, and what files of the trade have.
 */
export function chooseWindAndPower(variables: readonly PlantVariable[]): WindAndPower {
  const scalars = variables.filter(({ kind }) => kind === 'scalar')
  const find = (names: readonly RegExp[], unit: RegExp) => {
    for (const name of names) {
      const found = scalars.find((variable) => name.test(variable.name))
      if (found !== undefined) return found.name
    }
    return scalars.find((variable) => unit.test(variable.unit ?? ''))?.name ?? null
  }
  return { wind: find(windNames, /^(m\/s|km\/h|kn|kt|mph)$/i), power: find(powerNames, /^[kM]?W$/) }
}

/** How much of the unit one m/s is; 1 where the unit is another, or none. */
export function unitsOfWind(unit: string | null): number {
  return unitFactor('m/s', unit) ?? 1
}

import type { PlantVariable } from '../api.ts'

/** The unit of an asset's values; empty where nothing says it. */
export function unitOf(
  { unit, otherUnits = {} }: PlantVariable,
  asset: string | undefined,
): string {
  const own = asset !== undefined && Object.hasOwn(otherUnits, asset) ? otherUnits[asset] : unit
  return own ?? ''
}

/** Its name, with the unit where that is another than the first one's. */
export function nameWithUnit(
  variable: PlantVariable,
  asset: string,
  first: string | undefined,
): string {
  const unit = unitOf(variable, asset)
  return unit === unitOf(variable, first) ? asset : `${asset} (in ${unit || 'no known unit'})`
}

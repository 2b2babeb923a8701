import type { PlantVariable } from '../api.ts'

/** The unit that an asset's values of a variable have; null where nothing says it, or there is no such variable. */
export function unitOf(
  variables: readonly PlantVariable[],
  name: string | null,
  asset: string,
): string | null {
  const variable = variables.find((candidate) => candidate.name === name)
  return ownUnit(variable, asset) ?? variable?.unit ?? null
}

function ownUnit(variable: PlantVariable | undefined, asset: string): string | undefined {
  const others = variable?.otherUnits ?? {}
  return Object.hasOwn(others, asset) ? others[asset] : undefined
}

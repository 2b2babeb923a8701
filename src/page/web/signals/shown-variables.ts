import type { PlantVariable } from '../../api.ts'
import type { PageState } from '../page-state.ts'

/** Charts shown where nobody chose: a Source may have hundreds of variables. */
const mostAtFirst = 8

/** The variables that have a chart: those chosen, else wind, power and the first others. */
export function shownVariables({ plant, selection }: PageState): readonly PlantVariable[] {
  if (plant === null) return []
  const { variables, wind, power } = plant
  if (selection.variables !== null) {
    const chosen = new Set(selection.variables)
    return variables.filter(({ name }) => chosen.has(name))
  }
  const first = [wind, power].filter((name) => name !== null)
  return variables
    .toSorted((one, other) => place(first, one.name) - place(first, other.name))
    .slice(0, mostAtFirst)
}

function place(first: readonly string[], name: string): number {
  const found = first.indexOf(name)
  return found < 0 ? first.length : found
}

import type { PlantVariable } from '../api.ts'
import type { PageSettings } from './page-settings.ts'

/** The variables that a day is judged by: those that the settings load, where the Target knows any of them. */
export function shownVariables(
  variables: readonly PlantVariable[],
  settings: Pick<PageSettings, 'variables'>,
): string[] {
  const known = variables.map(({ name }) => name)
  const loaded = settings.variables.filter((name) => known.includes(name))
  return loaded.length === 0 ? known : loaded
}

import type { Config } from '../../config/settings.ts'

/** Which other variables of the Source say of what faster samples a variable's minutes were made. */
export interface MinuteParts {
  /** Their standard deviation, divided by n. */
  readonly std?: string
  readonly min?: string
  readonly max?: string
  /** How many they were. */
  readonly count?: string
}

/** By variable. */
export type Minutes = ReadonlyMap<string, MinuteParts>

/** What the settings say of minutes; undefined where that is nothing. */
export function minutesOf(
  config: Pick<Config, 'stdColumns' | 'minColumns' | 'maxColumns' | 'countColumns'>,
): Minutes | undefined {
  const { stdColumns, minColumns, maxColumns, countColumns } = config
  const byName = { std: stdColumns, min: minColumns, max: maxColumns, count: countColumns }
  const minutes = new Map<string, MinuteParts>()
  for (const [name, columns] of Object.entries(byName)) {
    for (const [variable, part] of columns ?? []) {
      minutes.set(variable, { ...minutes.get(variable), [name]: part })
    }
  }
  return minutes.size === 0 ? undefined : minutes
}

/** Variables with what says of what their minutes were made, each once: what the Source is asked for. */
export function withParts(
  minutes: Minutes | undefined,
  variables: readonly string[],
): readonly string[] {
  if (minutes === undefined) return variables
  return [...new Set([...variables, ...variables.flatMap((name) => partsOf(minutes, name))])]
}

/** The variables that say of what a variable's minutes were made. */
export function partsOf(minutes: Minutes, variable: string): readonly string[] {
  return Object.values(minutes.get(variable) ?? {}) as string[]
}

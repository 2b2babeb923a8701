/**
 * What a turbine's time is divided into, as IEC 61400-26-1:2019 (information categories) is quoted by its users; its
 * own abbreviations begin with IAO where it is operative and IANO where it is not.
 */
export const stateCategories = [
  'full-performance',
  'partial-performance',
  'ready-standby',
  'technical-standby',
  'out-of-environmental-specification',
  'requested-shutdown',
  'out-of-electrical-specification',
  'scheduled-maintenance',
  'planned-corrective-action',
  'forced-outage',
  'suspended',
  'force-majeure',
  'information-unavailable',
] as const

export type StateCategory = (typeof stateCategories)[number]

/** Those in which it is operative, in service or not: the standard's IAO. */
export const operativeCategories: readonly StateCategory[] = stateCategories.slice(0, 7)

export function isStateCategory(text: unknown): text is StateCategory {
  return (stateCategories as readonly unknown[]).includes(text)
}

/** By variable: how many seconds before a day are read with it. What is not among them needs nothing from before. */
export type Leads = ReadonlyMap<string, number>

/** The longest lead of some variables, in microseconds; 0 where none has one. */
export function longestLead(leads: Leads | undefined, variables: readonly string[]): number {
  if (leads === undefined || leads.size === 0) return 0
  return Math.max(0, ...variables.map((variable) => leads.get(variable) ?? 0)) * 1e6
}

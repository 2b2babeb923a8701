import type { Config } from '../../config/settings.ts'
import type { Leads } from './leads.ts'

/** A counter's last value before a day is looked for so far back, in seconds: rows of the hours before midnight are read with the day. */
export const counterLead = 6 * 3600

/** What the settings want to know from before a day; undefined where that is nothing. */
export function leadsOf({ kinds }: Pick<Config, 'kinds'>): Leads | undefined {
  const leads = new Map<string, number>()
  for (const [variable, kind] of kinds ?? [])
    if (kind === 'counter') leads.set(variable, counterLead)
  return leads.size === 0 ? undefined : leads
}

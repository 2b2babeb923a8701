import type { Config } from '../../config/settings.ts'
import type { FrozenRules } from '../../signal/frozen-rule.ts'
import { frozenLeads } from './frozen-rules.ts'
import type { Leads } from './leads.ts'

/** A counter's last value before a day is looked for so far back, in seconds: rows of the hours before midnight are read with the day. */
export const counterLead = 6 * 3600

/** What the settings want to know from before a day, for counters and frozen values; undefined where that is nothing. */
export function leadsOf(
  { kinds, sampleSeconds }: Pick<Config, 'kinds' | 'sampleSeconds'>,
  rules: FrozenRules,
): Leads | undefined {
  const leads = new Map(frozenLeads(rules, sampleSeconds))
  for (const [variable, kind] of kinds ?? [])
    if (kind === 'counter') leads.set(variable, Math.max(counterLead, leads.get(variable) ?? 0))
  return leads.size === 0 ? undefined : leads
}

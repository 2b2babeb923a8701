import type { Config } from '../../config/settings.ts'
import { leadOf } from '../../signal/frozen-rule.ts'
import type { FrozenRule, FrozenRules, FrozenSetting } from '../../signal/frozen-rule.ts'
import { isWindSpeed, usualFrozenRule } from '../../signal/usual-frozen-rule.ts'
import type { Leads } from './leads.ts'

/** The rules, and which of them the settings made another than is usual: `off` where one is usual and none is in force. */
export interface FrozenRulesInForce {
  readonly rules: FrozenRules
  readonly changed: ReadonlyMap<string, FrozenRule | 'off'>
}

type Given = Pick<Config, 'variables' | 'units' | 'kinds' | 'frozen'>

/**
 * The rule of each variable that is looked at: what the settings say, over what is usual. All of it is known before the
 * Source is asked, so that what leads into a day is read with it: by name, and by the units and kinds of the settings alone.
 */
export function frozenRulesOf({ variables, units, kinds, frozen }: Given): FrozenRulesInForce {
  const named = variables.map((name) => ({ name, unit: units?.get(name), kind: kinds?.get(name) }))
  const winds = named.filter(isWindSpeed).map(({ name }) => name)
  const windSpeed = winds.find((name) => name === 'wind_speed') ?? winds[0]
  const rules = new Map<string, FrozenRule>()
  const changed = new Map<string, FrozenRule | 'off'>()
  for (const variable of named) {
    const { name } = variable
    const usual = usualFrozenRule(variable, windSpeed)
    const rule = combine(usual, frozen === 'off' ? null : frozen?.get(name))
    if (rule !== undefined) rules.set(name, rule)
    if (JSON.stringify(rule) !== JSON.stringify(usual)) changed.set(name, rule ?? 'off')
  }
  return { rules, changed }
}

/** Without minutes there is no rule. */
function combine(
  usual: FrozenRule | undefined,
  given: FrozenSetting | undefined,
): FrozenRule | undefined {
  if (given === undefined) return usual
  if (given === null) return undefined
  const { above, ...others } = { ...usual, ...given }
  const { minutes, tolerance = 0, resolution = 0 } = others
  if (minutes === undefined) return undefined
  return { minutes, tolerance, resolution, ...(above != null && { above }) }
}

/** How long before a day rows are read for these rules, by variable: also of those that a condition is on. */
export function frozenLeads(rules: FrozenRules, sampleSeconds: number): Leads {
  const leads = new Map<string, number>()
  for (const [variable, rule] of rules) {
    const lead = leadOf(rule, sampleSeconds)
    for (const name of [variable, rule.above?.variable ?? variable]) {
      leads.set(name, Math.max(leads.get(name) ?? 0, lead))
    }
  }
  return leads
}

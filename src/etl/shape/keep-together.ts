import type { FrozenRules } from '../../signal/frozen-rule.ts'

/**
 * The same variables, those first whose values are needed to look at another, each with the ones that need it: where they
 * are asked for in parts, they are of one.
 */
export function keepTogether(
  variables: readonly string[],
  rules: FrozenRules | undefined,
): readonly string[] {
  const needed = new Map<string, string[]>()
  for (const variable of variables) {
    const other = rules?.get(variable)?.above?.variable
    if (other === undefined || other === variable || !variables.includes(other)) continue
    needed.set(other, [...(needed.get(other) ?? []), variable])
  }
  if (needed.size === 0) return variables
  return [...new Set([...[...needed].flatMap(([other, own]) => [other, ...own]), ...variables])]
}

import { createHash } from 'node:crypto'
import type { Kind } from '../../signal/kind.ts'
import type { Hold } from '../../signal/hold.ts'
import type { EtlSettings } from './etl-settings.ts'

/** What is known of a variable where its version is made. */
export interface ShapedVariable {
  readonly settings: EtlSettings
  readonly variable: string
  readonly kind: Kind
  /** Where its values come on change. */
  readonly hold?: Hold | undefined
}

/** A setting that came when Targets stood already. At its default it is no part of the version. */
export interface LaterSetting {
  /** Its member's name; never changed. */
  readonly name: string
  /** What the numbers were made with before it was there, as JSON. */
  readonly fallback: unknown
  readonly read: (of: ShapedVariable) => unknown
}

/** Every new setting that shapes the numbers is written down here, in any order. */
export const laterSettings: readonly LaterSetting[] = [
  // Whether it is a direction was known from the first.
  {
    name: 'kind',
    fallback: null,
    read: ({ kind }) => (kind === 'scalar' || kind === 'direction' ? null : kind),
  },
  // Every row was a sample: where that can have mattered, the Target's migration says so by itself.
  { name: 'duplicates', fallback: 'default', read: ({ settings }) => settings.duplicates },
  // No sample was called frozen; of the usual rules the days that stand are not made again.
  {
    name: 'frozen',
    fallback: null,
    read: ({ settings, variable, hold }) =>
      hold === undefined ? (settings.frozen?.changed.get(variable) ?? null) : null,
  },
  { name: 'leaveOut', fallback: [], read: leftOutOf },
  // Every sample was one of many at a fixed spacing.
  { name: 'hold', fallback: null, read: ({ hold }) => hold ?? null },
  {
    name: 'minutes',
    fallback: null,
    read: ({ settings, variable }) => {
      const { std, min, max, count } = settings.minutes?.get(variable) ?? {}
      const parts = [std ?? null, min ?? null, max ?? null, count ?? null]
      return parts.every((part) => part === null) ? null : parts
    },
  },
  {
    name: 'rollover',
    fallback: null,
    read: ({ settings, variable, kind }) =>
      kind === 'counter' ? (settings.rollovers.get(variable) ?? null) : null,
  },
  // Nobody could exclude samples. Of the day, and of what leads into it.
  {
    name: 'excluded',
    fallback: null,
    read: ({ settings, variable }) => settings.excluded?.get(variable) ?? null,
  },
]

/** What is left out that the variable may have. */
function leftOutOf({ settings, variable, hold }: ShapedVariable): readonly string[] {
  if (hold !== undefined) return []
  const isLookedAt = settings.frozen?.rules.has(variable) ?? false
  return (settings.leaveOut ?? []).filter((one) => one !== 'frozen' || isLookedAt)
}

/**
 * A short text that differs whenever a setting differs that shapes a variable's numbers: a day made
 * with another one is made again by `sync`. What is part of the ledger's key (asset, bin width) is
 * left out. The first seven settings are always part of it, each later one where it is not at its
 * default: so a release that brings a new setting makes nobody's days again.
 */
export function settingsVersion(
  of: ShapedVariable,
  later: readonly LaterSetting[] = laterSettings,
): string {
  const { timeZone, statistics, sampleSeconds, sampleLabel, ranges, minimumCoverage } = of.settings
  const shaping = {
    timeZone,
    statistics: [...statistics].sort(),
    sampleSeconds,
    sampleLabel,
    range: ranges.get(of.variable) ?? null,
    minimumCoverage,
    isDirection: of.kind === 'direction',
    ...changedSettings(of, later),
  }
  return createHash('sha256').update(JSON.stringify(shaping)).digest('hex').slice(0, 12)
}

/** The later settings that are not at their default, by name: their order in the list is of no matter. */
function changedSettings(of: ShapedVariable, later: readonly LaterSetting[]) {
  return Object.fromEntries(
    later
      .map(({ name, fallback, read }) => ({ name, fallback, value: read(of) }))
      .filter(({ fallback, value }) => JSON.stringify(value) !== JSON.stringify(fallback))
      .map(({ name, value }): [string, unknown] => [name, value])
      .sort(([first], [second]) => (first < second ? -1 : 1)),
  )
}

/** When the values of a sensor are frozen: they stay the same for longer than those of a working one do. */
export interface FrozenRule {
  /** For so long. */
  readonly minutes: number
  /** By no more than this may the values of such a run differ. */
  readonly tolerance: number
  /** To a multiple of this values are rounded before they are compared; 0: they are not. */
  readonly resolution: number
  /** Samples count only where this is greater: the variable's own value, or that of another at the same time. */
  readonly above?: Above
}

export interface Above {
  /** Undefined: the value itself. */
  readonly variable?: string
  readonly value: number
}

/** By variable; one that is not among them is not looked at. */
export type FrozenRules = ReadonlyMap<string, FrozenRule>

/** What a setting says of a variable, null: it is not looked at. What it leaves out stays as it is without it. */
export type FrozenSetting =
  (Partial<Omit<FrozenRule, 'above'>> & { readonly above?: Above | null }) | null

/** So many samples in a row a run has at least: of two that are equal nothing can be said. */
export const fewestSamples = 3

/** Samples of a run may be so many sample intervals apart, and half a one: two of them may be missing between. */
export const mostApart = 3.5

/**
 * How long before a day its samples must be known, in seconds, for its frozen ones to be found as if all were: as long as
 * the shortest run takes, and the longest gap that may lie where it begins.
 */
export function leadOf({ minutes }: FrozenRule, sampleSeconds: number): number {
  return Math.max(minutes * 60, 4 * sampleSeconds) + 4 * sampleSeconds
}

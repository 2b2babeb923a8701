import type { Config } from '../../config/settings.ts'
import type { Asset } from '../../signal/asset.ts'
import type { Day } from '../../time/day.ts'

/** The variables of one asset: what a request asks for, and a transaction writes. */
export interface Scope {
  readonly asset: Asset
  readonly variables: readonly string[]
}

/** What is to be done: these variables of these assets, on these days, which are in order, each once. */
export interface Work {
  readonly assets: readonly Asset[]
  readonly variables: readonly string[]
  readonly days: readonly Day[]
}

/** What the settings ask for, on these days. */
export function workOf({ asset, variables }: Config, days: readonly Day[]): Work {
  return { assets: [asset], variables, days }
}

/** The settings' variables of their one asset. */
export function scopeOf({ asset, variables }: Config): Scope {
  return { asset, variables }
}

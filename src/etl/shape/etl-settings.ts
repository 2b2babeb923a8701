import type { AssetEra } from '../../config/asset-eras.ts'
import type { AssetSettings } from '../../config/settings-by-asset.ts'
import type { StateCodes } from '../../config/state-readers.ts'
import type { LeftOut } from '../../config/frozen-readers.ts'
import type { Config } from '../../config/settings.ts'
import { say } from '../../log/say.ts'
import type { Kind } from '../../signal/kind.ts'
import type { Statistic } from '../../signal/statistic.ts'
import { powerRange } from '../../signal/valid-range.ts'
import type { ValidRange, ValidRanges } from '../../signal/valid-range.ts'
import type { RegisterEntry } from '../../target/register/register-entry.ts'
import type { Day } from '../../time/day.ts'
import type { ConnectorClient } from '../extract/connector-client.ts'
import { registerOf } from './register-of.ts'
import type { Excluded } from './excluded.ts'
import { frozenRulesOf } from './frozen-rules.ts'
import type { FrozenRulesInForce } from './frozen-rules.ts'
import { leadsOf } from './leads-of.ts'
import type { Leads } from './leads.ts'
import { minutesOf } from './minute-parts.ts'
import type { Minutes } from './minute-parts.ts'

/** What shapes the numbers of every asset and variable. Which of these, and which days, is `Work`. */
export interface EtlSettings {
  readonly timeZone: string
  readonly statistics: readonly Statistic[]
  readonly periodSeconds: number
  readonly sampleSeconds: number
  readonly sampleLabel: 'start' | 'end'
  readonly ranges: ValidRanges
  /** Units that the settings say; they win over the Source's. */
  readonly units: ReadonlyMap<string, string>
  /** Kinds that the settings say; they win over what unit and name say. */
  readonly kinds: ReadonlyMap<string, Kind>
  /** Where counters go on from zero. */
  readonly rollovers: ReadonlyMap<string, number>
  readonly minimumCoverage: number
  /** What rows of equal time are: equal ones a sample and others none, every one a sample, a fault, or the first or last one alone. */
  readonly duplicates: Config['duplicates']
  /** What the asset is, for the Target's register; none where nothing is said. */
  readonly register?: readonly RegisterEntry[]
  /** Of which category states are, by type of asset; for the Target's table. */
  readonly states?: StateCodes
  /** Days from which on other settings count, in order: see `settingsOn`. */
  readonly later?: readonly { readonly from: Day; readonly settings: EtlSettings }[]
  /** By variable: so many seconds before a day are read with it. */
  readonly leads?: Leads
  /** By variable: which others tell of what its minutes were made. */
  readonly minutes?: Minutes
  /** What somebody excluded by hand of the asset, and the settings without that: `settingsOn` has what is so of a day. */
  readonly exclusions?: { readonly byVariable: Excluded; readonly without: EtlSettings }
  /** Of one day: its samples of these times are left out. */
  readonly excluded?: Excluded
  /** When values are frozen; without it no variable is looked at. */
  readonly frozen?: FrozenRulesInForce
  /** Which of the samples that are used else are left out. */
  readonly leaveOut?: readonly LeftOut[]
}

/** Beyond what any turbine meets: what lies outside is a sentinel, or another unit. */
const usualRanges: readonly [string, ValidRange][] = [
  ['wind_speed', { least: 0, most: 75 }],
  ['ambient_temperature', { least: -60, most: 60 }],
]

/** What the power that a rated power is of is called; the second as `check --write` proposes it. */
const powerNames = ['power', 'active_power']

/** Of a Source whose rows name no asset, what its one asset has for itself is in them. */
export function etlSettingsOf(config: Config): EtlSettings {
  return settingsWith(config, config.assetSettings?.get(config.asset))
}

/** What all have, with what an asset has for itself over it; its ranges, variable by variable. */
export function settingsWith(config: Config, own: AssetSettings | undefined): EtlSettings {
  const { eras = [], ...lasting } = own ?? {}
  const on = (era?: AssetEra) => undated(withEra({ ...config, ...lasting }, era))
  const register = registerOf(config, eras)
  const later = eras.flatMap((era) =>
    era.validFrom === null ? [] : [{ from: era.validFrom, settings: on(era) }],
  )
  return {
    ...on(eras.find(({ validFrom }) => validFrom === null)),
    ...(register.length > 0 && { register }),
    ...(config.states !== undefined && { states: config.states }),
    ...(later.length > 0 && { later }),
  }
}

/** The settings, with what an era has in place of those of all. */
export function withEra(config: Config, era: AssetEra | undefined): Config {
  const { ranges, ratedPower, minimumCoverage } = era ?? {}
  return {
    ...config,
    ...(ratedPower !== undefined && { ratedPower }),
    ...(minimumCoverage !== undefined && { minimumCoverage }),
    ...(ranges !== undefined && { ranges: new Map([...(config.ranges ?? []), ...ranges]) }),
  }
}

function undated(config: Config): EtlSettings {
  const frozen = frozenRulesOf(config)
  const minutes = minutesOf(config)
  const leads = leadsOf(config, frozen.rules)
  return {
    timeZone: config.timeZone,
    statistics: config.statistics,
    periodSeconds: config.periodSeconds,
    sampleSeconds: config.sampleSeconds,
    sampleLabel: config.sampleLabel,
    ranges: rangesOf(config),
    units: config.units ?? new Map(),
    kinds: config.kinds ?? new Map(),
    rollovers: config.rollovers ?? new Map(),
    minimumCoverage: config.minimumCoverage,
    duplicates: config.duplicates,
    frozen,
    ...(leads !== undefined && { leads }),
    ...(minutes !== undefined && { minutes }),
    ...(config.leaveOut !== undefined && { leaveOut: config.leaveOut }),
  }
}

/** A variable's valid range, or that it has none, and who says so. */
export interface FoundRange {
  readonly range: ValidRange | null
  readonly from: 'default' | 'rated power' | 'setting'
}

/** The usual ranges, that of power where its rated value is known, and over them the settings' own. */
export function findRanges({ ranges, ratedPower }: Config): ReadonlyMap<string, FoundRange> {
  const found = new Map<string, FoundRange>()
  for (const [name, range] of usualRanges) found.set(name, { range, from: 'default' })
  if (ratedPower !== undefined) {
    for (const name of powerNames) {
      found.set(name, { range: powerRange(ratedPower), from: 'rated power' })
    }
  }
  for (const [name, range] of ranges ?? []) found.set(name, { range, from: 'setting' })
  return found
}

function rangesOf(config: Config): ValidRanges {
  const ranges = new Map<string, ValidRange>()
  for (const [name, { range }] of findRanges(config)) if (range !== null) ranges.set(name, range)
  return ranges
}

/** The Connector that the settings name; `url` is that of the embedded stack where they name none. */
export function connectorClientOf(config: Config, url: string): ConnectorClient {
  return {
    url,
    apiKey: config.connectorApiKey?.[0],
    timeoutSeconds: config.connectorTimeout,
    deadlineSeconds: config.connectorDeadline,
    retries: config.connectorRetries,
    onWait: say,
  }
}

import type { Config } from '../../config/settings.ts'
import { circleOf, findKind } from '../../signal/kind.ts'
import type { FoundKind, Kind } from '../../signal/kind.ts'
import type { Asset } from '../../signal/asset.ts'
import type { RegisterEntry } from '../../target/register/register-entry.ts'
import type { Hold } from '../../signal/hold.ts'
import type { Statistic } from '../../signal/statistic.ts'
import type { ValidRange } from '../../signal/valid-range.ts'
import type { SourceFacts } from '../extract/fetch-source-facts.ts'
import { registerFor } from './register-for.ts'
import { etlSettingsOf, findRanges, withEra } from './etl-settings.ts'
import type { EtlSettings, FoundRange } from './etl-settings.ts'
import type { MinuteParts } from './minute-parts.ts'

type Bounds = readonly [least: number, most: number]

/** What shapes the numbers of one variable, and where each part comes from. */
export interface VariableShape {
  readonly name: string
  readonly unit: string | null
  readonly unitFrom: 'setting' | 'source' | null
  /** Samples outside are no values; `null`: any value is one. */
  readonly range: Bounds | null
  readonly rangeFrom: FoundRange['from'] | null
  /** `null` where the unit decides and is not known: the settings do not say it, and nobody asked. */
  readonly kind: Kind | null
  readonly kindFrom: FoundKind['from'] | null
  /** Between which values a mean lies; `null`: anywhere, or the kind is not known. */
  readonly meanRange: Bounds | null
  /** Where the Source says that its values come on change, and how long one holds: seconds; `null`: until the next. */
  readonly sampling?: 'on-change'
  readonly maxHold?: number | null
  /** Which variables tell of the faster samples that its minutes were made of, and where a counter goes on from zero. */
  readonly minutes?: MinuteParts
  readonly rollover?: number
}

/** What shapes the numbers, resolved: for programs that read the Target beside us. */
export interface Shape {
  readonly timeZone: string
  readonly asset: string
  readonly periodSeconds: number
  readonly sampleSeconds: number
  readonly sampleLabel: 'start' | 'end'
  readonly statistics: readonly Statistic[]
  readonly minimumCoverage: number
  /** What rows of equal time are. */
  readonly duplicates: Config['duplicates']
  readonly variables: readonly VariableShape[]
  /** What assets are, by the names that the settings give them, from when on; as the Target's register has it. */
  readonly register: readonly (RegisterEntry & { readonly asset: Asset })[]
}

/** `source`: what the Connector says, by variable; `undefined` where it was not asked. */
export function describeShape(
  config: Config,
  source: Pick<SourceFacts, 'units' | 'holds'> | undefined,
): Shape {
  const { units, kinds, ...settings } = etlSettingsOf(config)
  const { asset, variables } = config
  // Of an asset that changed, those of what it is now.
  const ranges = findRanges(withEra(config, config.assetSettings?.get(asset)?.eras.at(-1)))
  return {
    timeZone: settings.timeZone,
    asset,
    periodSeconds: settings.periodSeconds,
    sampleSeconds: settings.sampleSeconds,
    sampleLabel: settings.sampleLabel,
    statistics: settings.statistics,
    minimumCoverage: settings.minimumCoverage,
    duplicates: settings.duplicates,
    variables: variables.map((name) => {
      const found = ranges.get(name)
      const range = boundsOf(found?.range)
      const unit = units.get(name) ?? source?.units.get(name) ?? null
      const isKnown = unit !== null || source !== undefined || kinds.has(name)
      const kind = isKnown ? findKind(name, unit, kinds.get(name)) : undefined
      return {
        name,
        unit,
        unitFrom: unit === null ? null : units.has(name) ? 'setting' : 'source',
        range,
        rangeFrom: found?.from ?? null,
        kind: kind?.kind ?? null,
        kindFrom: kind?.from ?? null,
        ...samplingOf(source?.holds.get(name)),
        ...specialOf(settings, name),
        meanRange: kind === undefined ? null : (boundsOf(circleOf(kind.kind)) ?? range),
      }
    }),
    register: [...registerFor(config)].flatMap(([name, entries]) =>
      entries.map((entry) => ({ asset: name, ...entry })),
    ),
  }
}

function specialOf(
  { minutes, rollovers }: Pick<EtlSettings, 'minutes' | 'rollovers'>,
  name: string,
): Pick<VariableShape, 'minutes' | 'rollover'> {
  const [parts, rollover] = [minutes?.get(name), rollovers.get(name)]
  return {
    ...(parts !== undefined && { minutes: parts }),
    ...(rollover !== undefined && { rollover }),
  }
}

function samplingOf(hold: Hold | undefined): Pick<VariableShape, 'sampling' | 'maxHold'> {
  return hold === undefined ? {} : { sampling: 'on-change', maxHold: hold.most }
}

function boundsOf(range: ValidRange | null | undefined): Bounds | null {
  return range == null ? null : [range.least, range.most]
}

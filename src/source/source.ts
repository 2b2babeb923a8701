import type { AssetFrame } from '../frame/frame.ts'
import type { Asset } from '../signal/asset.ts'
import type { Hold } from '../signal/hold.ts'
import type { Day } from '../time/day.ts'
import type { Instant, SecondDigits } from '../time/instant.ts'
import type { Interval } from '../time/interval.ts'

/**
 * The port to a Source: what the Connector sees of it. However its rows lie in tables, no SQL and no
 * column's name leaves an implementation, but where a person must set one. Every promise may fail with a `source-…` error.
 */
export interface Source {
  /** What can be asked for, as it was when last looked at; `fresh`: as it is now, or was a second ago. */
  describe(fresh?: boolean): Promise<DescribedSource>
  /** The same Source for whoever may read these assets alone: nothing that it says is of, or counts, another. */
  within(assets: readonly Asset[]): Source
  /** Resolves if the Source answers, and has what it is described by. */
  check(): Promise<void>
  /** Connections that questions for data share, now; that of `check` is not among them. */
  connections(): ConnectionCount
  /** Closes all connections, once those in use are given back. */
  close(): Promise<void>
}

/** Connections that are in use and that are idle, and how many questions wait for one. */
export interface ConnectionCount {
  readonly used: number
  readonly idle: number
  readonly waiting: number
}

/** A Source as it was found: names mean what they meant then, in every question put to it. */
export interface DescribedSource extends SourceFacts {
  /** The first and the last time of its rows; null if it is empty. */
  period(): Promise<SourcePeriod>
  /** By which columns rows of one time differ, as the newest show it; none where times have one row, or it takes long. */
  rowKeys(): Promise<readonly RowKey[]>
  /** What of an answer will carry reasons; undefined where nothing does, or none were asked for. */
  reasoned(query: SampleQuery): Promise<Reasoned | undefined>
  /**
   * Opens the samples asked for. Aborting the signal cancels the query; take the frames to the end, or
   * `return`. Throws `unknown-asset`.
   */
  open(query: SampleQuery, signal: AbortSignal): Promise<OpenSamples>
  /**
   * Rows, values and fingerprints of each day that has rows, asset by asset. Throws `interval-too-long` and
   * `unknown-asset`.
   */
  inventory(query: SampleQuery, rule: DayRule): Promise<SourceInventory>
  /** The assets that have rows; `''` where the rows name none. */
  assets(): Promise<AssetPeriod[]>
  /** Their names alone. */
  assetNames(): Promise<readonly Asset[]>
}

/** Samples on their way, all as they stood at one moment. */
export interface OpenSamples {
  /** The assets whose samples come, in this order; undefined where the Source has just one, without a name. */
  readonly assets: readonly Asset[] | undefined
  /** Rows of the interval that name no asset, NULL or an empty text: they do not come. */
  readonly rowsWithoutAsset: number
  /**
   * Asset by asset, each one's in the order of time. A frame is good until the next one is asked for, which may
   * be written over it.
   */
  readonly frames: AsyncGenerator<AssetFrame, void, void>
}

export interface SourceFacts {
  readonly variables: readonly SourceVariable[]
  /** Whether its rows name their asset; if not there is one, `''`. */
  readonly hasAssets: boolean
  /** Decimals of a second that its times can hold: text formats write as many. */
  readonly timeDigits: SecondDigits
  /** Which of the rows of one time came first is known, by this column: they come in its order. */
  readonly orderColumn: string | undefined
  /** Whether any interval may have reasons: for a description of what rows look like. */
  readonly mayHaveReasons: boolean
  /** Whether each variable has rows of its own: where others alone have one, its value is NaN with the reason 0. */
  readonly hasOwnRows?: boolean
  /** Tags whose rows are of no variable, and so in no answer; undefined where rows have no tags. */
  readonly tagsWithoutVariable?: { readonly count: number; readonly some: readonly string[] }
}

/** A numeric variable, under the name that the API gives it. */
export interface SourceVariable {
  readonly name: string
  /** Such as `m/s`; null where the Source does not say it. */
  readonly unit: string | null
  /** PostgreSQL's name of the type: `double precision`, `numeric(6,2)`. All are read as doubles. */
  readonly type: string
  /** Where its samples come on change; without it they are periodic. */
  readonly hold?: Hold
}

export interface SourcePeriod {
  readonly first: Instant | null
  readonly last: Instant | null
  /** Rows before 1900 or from 2200 on, which are no times of a turbine: not in the period. */
  readonly outsideRows: number
}

/** A column that tells rows of one time apart: of which turbine they are, or which tag. */
export interface RowKey {
  readonly column: string
  /** What its name says; null where it says neither. */
  readonly looksLike: 'asset' | 'tag' | null
  /** Some of its values, as a row filter takes them, and how many there are. */
  readonly values: readonly (string | number)[]
  readonly count: number
}

export interface SampleQuery {
  /** Half-open. */
  readonly interval: Interval
  /** Names of the description, in the order of the answer's columns. */
  readonly variables: readonly string[]
  /** Names, or several with commas between them; undefined: all assets that have rows. */
  readonly assets: readonly string[] | undefined
  /** Whether frames shall say why a value is missing or doubtful, where the Source knows it. */
  readonly withReasons?: boolean
  /**
   * Of variables whose samples come on change, also what held when the interval began: of `open` the rows of the latest
   * time before it that has one, if that still holds, which come first; of `inventory` the same for each day.
   */
  readonly withCarry?: boolean
  /** Whether an inventory shall say which texts stand in place of numbers. */
  readonly withTexts?: boolean
  /** By variable: of how many microseconds before each day an inventory shall have a fingerprint too. */
  readonly leads?: ReadonlyMap<string, number>
}

/** What of an answer carries reasons. */
export interface Reasoned {
  /** Variables that do, in the order of the query's. */
  readonly variables: readonly string[]
  /** The zone of the Source's clock, where the reasons are of its times. */
  readonly clock: string | undefined
}

/** How samples belong to days. */
export interface DayRule {
  /** Where a day begins and ends. */
  readonly timeZone: string
  /** `end`: a sample at a day's last instant belongs to the day that ends there. */
  readonly sampleLabel: 'start' | 'end'
  /** The most days of one inventory, all assets taken together. */
  readonly maxDays: number
}

/** An asset, and the first and last time of its rows; null where none is of the period. */
export interface AssetPeriod {
  readonly asset: Asset
  readonly first: Instant | null
  readonly last: Instant | null
}

/** What the Source holds, all as it stood at one moment. */
export interface SourceInventory {
  readonly assets: readonly AssetInventory[]
  /** Rows of the interval that name no asset, NULL or an empty text: no asset's days have them. */
  readonly rowsWithoutAsset: number
}

/** What the Source holds of an asset. */
export interface AssetInventory {
  readonly asset: Asset
  readonly days: readonly DayInventory[]
}

/** What the Source holds of one day. */
export interface DayInventory {
  readonly day: Day
  readonly rows: number
  /** By variable. */
  readonly variables: Readonly<Record<string, VariableInventory>>
}

/** What a day has of a variable. */
export interface VariableInventory {
  /** Rows that have a value. */
  readonly values: number
  /** A text that changes when any of them changes. */
  readonly fingerprint: string
  /** Under `withCarry`: rows with a value from before the day that hold when it begins, which the fingerprint covers too. */
  readonly held?: number
  /** Texts that are no number, cut short, and how many rows have each; `other`: all that are not listed. */
  readonly texts?: Readonly<Record<string, number>>
  /** Under `leads`: what changes when a value, row or time of what leads into the day changes; of a day that has rows. */
  readonly lead?: string
}

/** The name that the time has in every answer, whatever it is called in the Source. */
export const timeName = 'timestamp'

import type { Generated, Kysely } from 'kysely'
import type pg from 'pg'
import type { SampleClassName } from '../../signal/sample-class.ts'
import type { TargetLimits } from '../limits.ts'

/** One statistic of one variable of one asset at one bin width. */
export interface SignalTable {
  id: Generated<number>
  name: string
  asset: string
  variable: string
  statistic: string
  unit: string | null
  period_seconds: number
}

/** One value of one signal, at its bin's start. Partitioned by time: UTC months, or days of a farm. */
export interface DataTable {
  signal_id: number
  timestamp: Date
  value: number
}

/** What is known of one day of one variable: `loaded` whole, `open` (still under way), or not. */
export type LoadStatus = 'loaded' | 'open' | 'no-source-data' | 'failed'

/** The ledger: one row an asset, variable, bin width and day. */
export interface LoadTable {
  asset: string
  variable: string
  period_seconds: number
  day: string
  time_zone: string
  window_start: Date
  window_end: Date
  status: LoadStatus
  /** How far apart samples are expected. */
  sample_seconds: number
  /** Rows of the Source in the window. */
  source_rows: number | null
  /** Samples of this variable: how many the window should hold, and what became of them. */
  expected: number | null
  valid: number | null
  missing: number | null
  out_of_range: number | null
  /** Rows that say what another one of the same time says; values of one time that differ; samples beyond what bins hold. */
  duplicates: number | null
  conflicts: number | null
  excess: number | null
  /** Left out since their time, or another's of their bin, is doubtful; null before it was counted. */
  ambiguous: number | null
  /** Left out since somebody excluded them by hand; null before it was counted. */
  excluded: number | null
  /** Values of a sensor that hung; null: not looked for. */
  frozen: number | null
  /** By the reason that the Source gives: rows without a value, and values that it doubts; null: none. */
  reasons: Readonly<Record<string, number>> | null
  kept_reasons: Readonly<Record<string, number>> | null
  /** What became of a counter beside growing, by what it was; null: nothing. */
  kind_counts: Readonly<Record<string, number>> | null
  /** The part of the expected samples that is valid, 0 to 1. */
  coverage: number | null
  /** Rows of this variable that the Target holds for the day. */
  target_rows: number | null
  /** Of the Source's day as it was when it was read, and of the settings that shaped the numbers. */
  fingerprint: string | null
  settings_version: string | null
  /** How long before the day rows were read with it, and their fingerprint; null: none were needed. */
  lead_seconds: number | null
  lead_fingerprint: string | null
  /** Which edge of its interval a sample was stamped with; null before it was written down. */
  sample_label: 'start' | 'end' | null
  /** A day of another time zone took a part of the window, which is what is left. */
  is_cut: boolean
  /** Whether the samples of its bins are counted by class; null before they were. */
  has_classes: boolean | null
  minuano_version: string
  started_at: Date
  seconds: number
  /** Of the last attempt, if it failed: the day's rows are then those of the last one that did not. */
  error_code: string | null
}

/**
 * A bin of a loaded day that holds anything but as many valid samples as expected, or no value. Each class of samples has
 * a column, null of a day of a version that did not count them.
 */
export interface BinReasonTable extends Record<SampleClassName, number | null> {
  asset: string
  variable: string
  period_seconds: number
  timestamp: Date
  samples: number
}

/** What the last `sync` that looked found in the Source of one day of one variable. */
export interface SourceDayTable {
  asset: string
  variable: string
  day: string
  time_zone: string
  sample_label: 'start' | 'end'
  /** Rows of the day, and those that have a value of the variable. */
  source_rows: number
  source_values: number
  /** Null where the day has no rows. */
  fingerprint: string | null
  /** Since when it is known to be so. */
  seen_at: Date
}

/** One run of `sync`. */
export interface SyncRunTable {
  id: Generated<number>
  started_at: Date
  ended_at: Date | null
  first_day: string
  last_day: string
  is_dry_run: boolean
  days_loaded: Generated<number>
  days_failed: Generated<number>
  error_code: string | null
  text: Generated<string>
}

/** What somebody took out by hand; in force while it is not undone. */
export interface ExclusionTable {
  id: Generated<number>
  asset: string
  variable: string
  window_start: Date
  window_end: Date
  reason: string
  made_at: Date
  made_by: string
  made_role: string
  undone_at: Date | null
  undone_by: string | null
  undone_role: string | null
}

/** A month of an asset that was closed; in force while it is not reopened. */
export interface MonthClosingTable {
  id: Generated<number>
  asset: string
  /** Its first day. */
  month: string
  time_zone: string
  window_start: Date
  window_end: Date
  /** It was closed though days of it were not loaded. */
  is_incomplete: boolean
  closed_at: Date
  closed_by: string
  closed_role: string
  reopened_at: Date | null
  reopened_by: string | null
  reopened_role: string | null
}

/** What a load would change of a day of a closed month, of one variable. */
export interface LateChangeTable {
  asset: string
  variable: string
  period_seconds: number
  day: string
  /** The closed one that keeps it: its first day. */
  month: string
  reason: string
  values_differ: number
  bins_before: number
  bins_after: number
  mean_before: number | null
  mean_after: number | null
  greatest_difference: number | null
  /** Of the Source's day, and of the settings, that it was measured with. */
  fingerprint: string | null
  settings_version: string | null
  seen_at: Date
}

/** What an asset is from a day on; a null day: since ever. */
export interface AssetRegisterTable {
  asset: string
  valid_from: string | null
  type: string | null
  rated_power: number | null
  hub_height: number | null
  rotor_diameter: number | null
  latitude: number | null
  longitude: number | null
  cut_in_speed: number | null
  minutes_are: string | null
}

/** Of which category of IEC 61400-26-1 a state of a type of asset is, from a day on. */
export interface StateCodeTable {
  type: string
  code: string
  category: string
  valid_from: string | null
}

export interface TargetTables {
  signal: SignalTable
  data: DataTable
  load: LoadTable
  bin_reason: BinReasonTable
  source_day: SourceDayTable
  sync_run: SyncRunTable
  exclusion: ExclusionTable
  month_closing: MonthClosingTable
  late_change: LateChangeTable
  asset_register: AssetRegisterTable
  state_code: StateCodeTable
}

/** An open Target: Kysely and the one connection beneath it, which COPY uses in the same transaction. */
export interface Target {
  readonly db: Kysely<TargetTables>
  readonly client: pg.Client
  readonly limits: TargetLimits
  /** A further connection, for a question while this one waits; whoever asks closes it. */
  connectAgain(): Promise<pg.Client>
  close(): Promise<void>
}

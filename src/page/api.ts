/*
 * What the page's server answers and its browser code reads: types alone. Times are RFC 3339 in UTC, days
 * `2025-01-03` in the plant's zone, values in the unit of their variable. `docs/page.md` says what the
 * states mean.
 */

/** An error as every answer that is none has it (`application/problem+json`). */
export interface Problem {
  readonly status: number
  readonly title: string
  readonly detail: string
  /** One of docs/errors.md. */
  readonly code: string
}

/** How a variable is averaged and drawn: a direction (0 to 360) as points, never as a band. */
export type VariableKind = 'scalar' | 'direction' | 'signed-angle' | 'state' | 'counter'

export interface PlantVariable {
  readonly name: string
  /** `m/s`, as most assets have it; null where nothing says it. */
  readonly unit: string | null
  /** By asset, where it is another one. */
  readonly otherUnits?: Readonly<Record<string, string>>
  readonly kind: VariableKind
  /** Those that the Target has of it at this bin width: `mean`, `min`, `max`, `std`, `count`. */
  readonly statistics: readonly string[]
}

/** What is wrong, and what to do about it. */
export interface Fault {
  readonly code: string
  readonly message: string
  /** The code's advice, of docs/errors.md; empty where it has none. */
  readonly remedy: string
}

/** What `up` did by itself the last time it looked whether the Source has more. */
export interface LastSync {
  readonly startedAt: string
  /** Null: it is still at it, or was cut off. */
  readonly endedAt: string | null
  /** A plain sentence. */
  readonly text: string
  readonly failed: boolean
}

/** `GET /api/plant`. Always answered: what cannot be read is in `fault`, and the lists are what was last known, or empty. */
export interface Plant {
  readonly version: string
  /** The plant's, of the settings: where days begin. */
  readonly timeZone: string
  /** Bin width, in seconds. */
  readonly periodSeconds: number
  /** In the order of their names, digits as numbers (T2 before T10); `['']` for a single one without a name. */
  readonly assets: readonly string[]
  readonly variables: readonly PlantVariable[]
  /** The variables that are taken for wind speed and for power; null: there is none. */
  readonly wind: string | null
  readonly power: string | null
  /** By asset, in the unit of power; null: nothing says it, and there is no value yet. */
  readonly ratedPower: Readonly<Record<string, number | null>>
  /** Where it is from: the settings, or the greatest mean of a bin that the Target has. */
  readonly ratedPowerFrom: Readonly<Record<string, 'settings' | 'greatest-mean' | null>>
  /** The first and the last day that the ledger knows, of any asset; null: none yet. */
  readonly first: string | null
  readonly last: string | null
  /** The server's clock. */
  readonly now: string
  /** Whether `POST /api/load` is there: under `up` alone. */
  readonly canAct: boolean
  /** How often `up` looks at the Source by itself; null: it does not. */
  readonly syncEverySeconds: number | null
  readonly lastSync: LastSync | null
  readonly fault: Fault | null
  /** What is not shown though there is nothing wrong otherwise, and what to do: plain sentences. */
  readonly notices: readonly string[]
  /** Whether a Connector is known, so that `/api/samples` can be asked. */
  readonly hasSamples: boolean
}

/**
 * A bin of an asset, one letter: producing, calm (no wind to run on), stopped in wind, suspect, no data.
 * `docs/page.md` has the rules.
 */
export type CellLetter = 'p' | 'c' | 's' | 'q' | '-'

export interface OverviewAsset {
  readonly asset: string
  /** A `CellLetter` a bin, from `from` on. */
  readonly cells: string
  /** The wind of each bin, in the unit of `PlantVariable.unit`, rounded to 0.1; null where it has none. */
  readonly wind: readonly (number | null)[]
  /** The end of its last bin with a value, where the plant has newer ones, or it ended over an hour before `to`. */
  readonly silentSince: string | null
  /** The start of the run of stopped bins that it ends with; null: it does not stand still in wind. */
  readonly stoppedSince: string | null
  /** Which value is in doubt, and why, of the newest suspect bin. */
  readonly suspectWhy: string | null
  /** Part of the shown bins that have values, 0 to 1; null: nothing is loaded of it that cells are made of. */
  readonly coverage: number | null
  /** Of the plant's last whole day (`meanDay`), in `PlantVariable.unit`; null: no values, or another kind of unit. */
  readonly meanPower: number | null
  readonly meanWind: number | null
  /** 0 is the worst: the order to show them in. */
  readonly rank: number
}

/** `GET /api/overview`: the last 24 hours, or of a Target that is older, its last 24. */
export interface Overview {
  /** Starts of the first bin, and the end of the last; null: there is nothing yet. */
  readonly from: string | null
  readonly to: string | null
  /** A cell's width. */
  readonly stepSeconds: number
  /** For a person: what there is to know this morning. */
  readonly sentence: string
  /** Whether the plant's newest bin is more than 24 hours old: the cells then end with it. */
  readonly isOld: boolean
  /** The day of `meanPower` and `meanWind`. */
  readonly meanDay: string | null
  /** In the order of `Plant.assets`. */
  readonly assets: readonly OverviewAsset[]
}

export type DayLetter = 'w' | 'p' | 'x' | 'm' | 'n' | 'g' | 'f' | 'o' | '.'

/** What `data-state` says of a day. */
export type DayState =
  | 'whole'
  | 'partial'
  | 'conflicts'
  | 'missing'
  | 'no-source-data'
  | 'changed'
  | 'failed'
  | 'open'
  | 'unknown'

export interface DaysOfAsset {
  readonly asset: string
  /** A `DayLetter` a day, from `Days.first` on. */
  readonly states: string
  /** Two base-36 digits a day: thousandths of the day's samples that are valid, `00` to `rs` (1000); `zz` none known. */
  readonly coverage: string
}

/** `GET /api/days?from=&to=`: days, both included; without them all that the ledger and `sync` know. */
export interface Days {
  /** Null: there is no day. */
  readonly first: string | null
  readonly last: string | null
  readonly states: Readonly<Record<DayLetter, DayState>>
  readonly assets: readonly DaysOfAsset[]
  /** Days of assets, by state; a state of which there are none has 0. */
  readonly counts: Readonly<Record<DayState, number>>
}

export interface VariableDay {
  readonly variable: string
  /** The ledger's word: `loaded`, `open`, `no-source-data`, `failed`; null: it knows nothing of it. */
  readonly status: string | null
  /** Samples that a whole day has (1,440 at one a minute); each null where it was not counted. */
  readonly expected: number | null
  readonly valid: number | null
  readonly missing: number | null
  readonly outOfRange: number | null
  readonly duplicates: number | null
  readonly conflicts: number | null
  readonly excess: number | null
  readonly ambiguous: number | null
  /** Samples of a sensor that hung. */
  readonly frozen: number | null
  /** By the reason that the Source gives, `{"bad-quality": 12}`: rows without a value; null: none. */
  readonly reasons: Readonly<Record<string, number>> | null
  /** The same of values that it doubts, and that are samples all the same. */
  readonly keptReasons: Readonly<Record<string, number>> | null
  /** 0 to 1. */
  readonly coverage: number | null
  readonly errorCode: string | null
  /** What `sync` saw in the Source since: null nothing to say, or `changed`, `missing`. */
  readonly inSource: 'changed' | 'missing' | null
}

/**
 * Samples by class, as `bin_reason` has them: `{"valid": 7, "missing": 3}`; a class of which there are none is not there.
 * Of values that come on change seconds.
 */
export type ClassCounts = Readonly<Record<string, number>>

/** Bins that follow one another and hold the same, not as many valid samples as expected and nothing else. */
export interface BinRun {
  readonly from: string
  /** The end of the last one. */
  readonly to: string
  /** Of each bin: the values that the Source has. */
  readonly samples: number
  /** Of each bin; null: loaded before samples were counted by class. */
  readonly classes: ClassCounts | null
}

/** A day's bins of a variable that are not whole. */
export interface BinsOfVariable {
  readonly variable: string
  /** How many there are. */
  readonly bins: number
  /** Of all of them together. */
  readonly classes: ClassCounts | null
  readonly runs: readonly BinRun[]
}

/** `GET /api/day?asset=&day=`: why a day is as it is, and what to do. */
export interface DayDetail {
  readonly day: string
  readonly asset: string
  readonly state: DayState
  /** `3 January 2025: partial`. */
  readonly title: string
  /** Plain sentences. */
  readonly reasons: readonly string[]
  /** Of docs/errors.md. */
  readonly remedies: readonly { readonly code: string; readonly text: string }[]
  /** A command line to copy; null: there is nothing to do. */
  readonly command: string | null
  /** Its month is closed: no load changes it. */
  readonly isClosed: boolean
  readonly loadedAt: string | null
  readonly variables: readonly VariableDay[]
  /** Variables that have bins which are not whole. */
  readonly bins: readonly BinsOfVariable[]
}

/** `GET /api/curve?asset=&from=&to=`: power against wind speed, of the means of bins. */
export interface Curve {
  readonly wind: string
  readonly power: string
  readonly windUnit: string | null
  readonly powerUnit: string | null
  /** Of the settings, on the interval's last day; null: they do not say it. */
  readonly ratedPower: number | null
  /** Of `bins`, in m/s; they are centred on its multiples. */
  readonly windStep: number
  readonly density: {
    readonly windStep: number
    readonly powerStep: number
    /**
     * `[i, j, bins]`: so many bins have a wind in [i, i + 1) windStep and a power in [j, j + 1) powerStep; j may
     * be negative.
     */
    readonly cells: readonly (readonly [number, number, number])[]
  }
  readonly bins: readonly {
    /** Centre. */
    readonly wind: number
    readonly meanPower: number
    /** Of data. */
    readonly minutes: number
    /** Below 30 minutes: to be drawn hollow. */
    readonly isHollow: boolean
  }[]
  /** Bins that both have a value, and those left out since one has none. */
  readonly used: number
  readonly leftOut: number
}

/**
 * A load that the page started, or sees: one runs at a time. `done` and `of` are days; `of` 0: not known yet.
 */
export interface Job {
  readonly id: string
  /** `load 2025-01-03 of T01`. */
  readonly what: string
  readonly state: 'running' | 'done' | 'failed'
  readonly done: number
  readonly of: number
  /** A plain sentence on how far it is, or how it ended. */
  readonly text: string
  readonly startedAt: string
  readonly endedAt: string | null
}

/** The body of `POST /api/load`. A null asset is the plant's single one, or of a farm all of them. */
export type LoadRequest =
  { readonly asset: string | null; readonly day: string } | { readonly missing: true }

/** What a 409 of `POST /api/load` has beside the problem's members. */
export interface BusyProblem extends Problem {
  readonly job: Job
}

/** The data of each kind of event of `GET /api/events`. */
export interface PageEvents {
  readonly job: Job
  /** The ledger has changed: ask again. */
  readonly changed: Record<string, never>
  readonly target: { readonly up: boolean }
}

import { binsPerDay, secondsPerDay, statistics, validRange, variables } from './plant.ts'
import type { Plant, Statistic, Variable } from './plant.ts'

/** One row of the Source, its time in seconds of the day; a value that is none is NaN. */
export interface Row {
  readonly time: number
  readonly values: Readonly<Record<Variable, number>>
}

/** What the Target holds, or should hold, of a day of a variable of an asset. */
export interface VariableDay {
  readonly facts: Facts
  /** By statistic: a value a bin, NaN where there is none. */
  readonly bins: Readonly<Record<Statistic, readonly number[]>>
  /** Of each bin: the size of the numbers it was made of, which rounding is measured by. */
  readonly scale?: readonly number[]
  /** By bin: samples and their classes of those that `bin_reason` lists, as `classNames` has them. */
  readonly incomplete: ReadonlyMap<number, string>
}

/** Counts of the ledger. */
export interface Facts {
  readonly sourceRows: number
  readonly expected: number
  readonly valid: number
  readonly missing: number
  readonly outOfRange: number
  readonly duplicates: number
  readonly conflicts: number
  readonly coverage: number
  readonly targetRows: number
}

export type Day = Readonly<Record<Variable, VariableDay>>

/**
 * What a load makes of the rows of a day of an asset, by docs/data-quality.md and nothing else: plain and slow.
 * `no-rows` where there are none, `refused` where rows of one time differ as a rule.
 */
export function modelDay(rows: readonly Row[], plant: Plant): Day | 'no-rows' | 'refused' {
  if (rows.length === 0) return 'no-rows'
  const found = variables.map(
    (variable) => [variable, modelVariable(rows, variable, plant)] as const,
  )
  if (found.some(([, day]) => day === 'refused')) return 'refused'
  return Object.fromEntries(found) as unknown as Day
}

function modelVariable(rows: readonly Row[], variable: Variable, plant: Plant) {
  const [least, most] = validRange[variable]
  const byTime = new Map<number, number[]>()
  for (const { time, values } of rows) {
    const value = values[variable]
    if (!Number.isFinite(value)) continue
    byTime.set(time, [...(byTime.get(time) ?? []), value])
  }
  const bins = Array.from({ length: binsPerDay(plant) }, () => ({
    samples: [] as number[],
    differing: 0,
  }))
  let [outOfRange, duplicates, conflicts, conflictTimes, agreeing] = [0, 0, 0, 0, 0]
  for (const [time, values] of byTime) {
    const bin = bins[Math.floor(time / plant.periodSeconds)]!
    const distinct = [...new Set(values)]
    const good = distinct.filter((value) => value >= least && value <= most)
    duplicates += values.length - distinct.length
    outOfRange += distinct.length - good.length
    if (good.length > 1) {
      conflicts += good.length
      conflictTimes++
      bin.differing += good.length
    } else {
      bin.samples.push(...good)
      if (values.length > distinct.length) agreeing++
    }
  }
  if (conflictTimes > agreeing && conflictTimes > 0.1 * byTime.size) return 'refused'
  const perBin = plant.periodSeconds / plant.sampleSeconds
  const used = bins.map(({ samples, differing }) => (differing > 0 ? [] : samples))
  const made = used.map(statisticsOf)
  const classes = classesOfBins(rows, variable, plant)
  const incomplete = new Map<number, string>()
  bins.forEach(({ samples, differing }, bin) => {
    const there = samples.length + differing
    const counts = classes[bin]!
    const all = Object.values(counts).reduce((total, count) => total + count, 0)
    const isWhole = counts.valid === perBin && all === perBin
    if (!isWhole || used[bin]!.length === 0) {
      incomplete.set(bin, [there, ...classNames.map((name) => counts[name])].join('/'))
    }
  })
  const expected = secondsPerDay / plant.sampleSeconds
  const sum = (of: (samples: readonly number[]) => number) =>
    used.reduce((total, samples) => total + of(samples), 0)
  const columns = statistics.map(
    (statistic) => [statistic, made.map((bin) => bin[statistic])] as const,
  )
  const facts: Facts = {
    sourceRows: rows.length,
    expected,
    valid: sum(({ length }) => length),
    missing: Math.max(0, expected - byTime.size),
    outOfRange,
    duplicates,
    conflicts,
    coverage: sum(({ length }) => Math.min(length, perBin)) / expected,
    targetRows: columns.flatMap(([, values]) => values).filter((value) => !Number.isNaN(value))
      .length,
  }
  return {
    facts,
    bins: Object.fromEntries(columns) as Record<Statistic, number[]>,
    scale: used.map((samples) => Math.max(0, ...samples.map(Math.abs))),
    incomplete,
  }
}

/** The classes that a row of these plants may be of. */
export const classNames = ['valid', 'missing', 'out_of_range', 'duplicate', 'conflicting'] as const

type Counts = Record<(typeof classNames)[number], number>

/** Of what class each row of a bin is, and each place without one. */
function classesOfBins(rows: readonly Row[], variable: Variable, plant: Plant): Counts[] {
  const [least, most] = validRange[variable]
  const isGood = (value: number) => value >= least && value <= most
  return Array.from({ length: binsPerDay(plant) }, (_, bin) => {
    const counts: Counts = { valid: 0, missing: 0, out_of_range: 0, duplicate: 0, conflicting: 0 }
    const ofBin = rows.filter(({ time }) => Math.floor(time / plant.periodSeconds) === bin)
    const times = [...new Set(ofBin.map(({ time }) => time))]
    for (const at of times) {
      const values = ofBin.filter(({ time }) => time === at).map((row) => row.values[variable])
      const good = values.filter(isGood)
      if (new Set(good).size > 1) {
        counts.conflicting += good.length
        counts.duplicate += values.length - good.length
      } else {
        counts.duplicate += values.length - 1
        if (good.length > 0) counts.valid++
        else if (values.some(Number.isFinite)) counts.out_of_range++
        else counts.missing++
      }
    }
    counts.missing += Math.max(0, plant.periodSeconds / plant.sampleSeconds - times.length)
    if (counts.conflicting === 0) return counts
    return { ...counts, valid: 0, conflicting: counts.conflicting + counts.valid }
  })
}

function statisticsOf(samples: readonly number[]): Record<Statistic, number> {
  const count = samples.length
  if (count === 0) return { mean: NaN, min: NaN, max: NaN, std: NaN }
  const mean = samples.reduce((sum, value) => sum + value / count, 0)
  const squares = samples.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return {
    mean,
    min: Math.min(...samples),
    max: Math.max(...samples),
    std: count < 2 ? NaN : Math.sqrt(squares / (count - 1)),
  }
}

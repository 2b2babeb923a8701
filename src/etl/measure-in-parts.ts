import { MinuanoError } from '../errors/minuano-error.ts'
import type { MeasuredDay } from './aggregate/measure-day.ts'
import type { FrozenRules } from '../signal/frozen-rule.ts'
import type { ConnectorClient } from './extract/connector-client.ts'
import { keepTogether } from './shape/keep-together.ts'

/** What a day became: its statistics, undefined where the Source has no row of it, or why it failed. */
export type DayMade = MeasuredDay | MinuanoError | undefined

/**
 * Variables that one request asks for. Each of a narrow table may have times of its own, and an answer a row for each of
 * them: of a thousand tags that come on change it would be a thousand times as long, nearly all of it empty.
 */
export const variablesAtOnce = 100

/** The variables in parts for one request each: mostly one. */
function partsOf(variables: readonly string[], most: number): readonly (readonly string[])[] {
  const parts = []
  for (let from = 0; from < variables.length; from += most) {
    parts.push(variables.slice(from, from + most))
  }
  return parts
}

/** Of Connectors whose answers were too long: of how many variables they were not. */
const fitting = new WeakMap<ConnectorClient, number>()

/**
 * Measures variables part by part, and puts together what each part's days became; where an answer is too long for
 * its part, by halves of it. Those that `rules` need together stay so. `measure` is to measure days without rows too, if it is told so: another part may have some.
 */
export async function measureInParts(
  connector: ConnectorClient,
  given: readonly string[],
  measure: MeasurePart,
  rules?: FrozenRules,
): Promise<readonly DayMade[]> {
  let variables = given
  const most = fitting.get(connector) ?? variablesAtOnce
  if (given.length > most) variables = keepTogether(given, rules)
  let parts = partsOf(variables, most)
  if (parts.length === 1) {
    try {
      return await measure(variables, false)
    } catch (error) {
      if (!isHelpedByLess(error, variables)) throw error
      parts = halvesFor(connector, keepTogether(variables, rules))
    }
  }
  const made = []
  for (const part of parts) made.push(await measurePart(connector, part, measure))
  return leaveOutEmpty(joinParts(made))
}

type MeasurePart = (part: readonly string[], measuresEmpty: boolean) => Promise<readonly DayMade[]>

async function measurePart(
  connector: ConnectorClient,
  part: readonly string[],
  measure: MeasurePart,
): Promise<readonly DayMade[]> {
  try {
    return await measure(part, true)
  } catch (error) {
    if (!isHelpedByLess(error, part)) throw error
    const made = []
    for (const half of halvesFor(connector, part)) {
      made.push(await measurePart(connector, half, measure))
    }
    return joinParts(made)
  }
}

/** Whose answer was too long: from then on no more of them are asked for at once. */
function halvesFor(
  connector: ConnectorClient,
  part: readonly string[],
): readonly (readonly string[])[] {
  const middle = Math.ceil(part.length / 2)
  fitting.set(connector, Math.min(middle, fitting.get(connector) ?? middle))
  return [part.slice(0, middle), part.slice(middle)]
}

/** An answer for fewer variables than this is too long for another cause than that their rows are at unlike times. */
const fewestAtOnce = 8

function isHelpedByLess(error: unknown, part: readonly string[]): boolean {
  const isTooLong = error instanceof MinuanoError && error.code === 'answer-too-long'
  return isTooLong && part.length > fewestAtOnce
}

/** A day that has no row of any variable, and begins with nothing, is none. */
function leaveOutEmpty(days: readonly DayMade[]): DayMade[] {
  return days.map((day) => {
    if (day === undefined || day instanceof MinuanoError || day.sourceRows > 0) return day
    const isEmpty = [...day.fingerprints.values()].every((fingerprint) => fingerprint === '0')
    return isEmpty ? undefined : day
  })
}

/** Of each day what its parts became; the first error of one is the day's. */
function joinParts(parts: readonly (readonly DayMade[])[]): DayMade[] {
  return parts[0]!.map((_, index) => {
    const ofDay = parts.map((days) => days[index])
    const error = ofDay.find((day) => day instanceof MinuanoError)
    if (error !== undefined) return error
    return joinDay(ofDay as readonly MeasuredDay[])
  })
}

function joinDay(parts: readonly MeasuredDay[]): MeasuredDay {
  const [first] = parts
  const join = <K, V>(of: (part: MeasuredDay) => ReadonlyMap<K, V>) =>
    new Map(parts.flatMap((part) => [...of(part)]))
  const rows = parts.map(({ sourceRows }) => sourceRows)
  return {
    ...first!,
    units: join(({ units }) => units),
    kinds: join(({ kinds }) => kinds),
    holds: join(({ holds }) => holds),
    // Rows that all variables share are those of each part; of rows of their own each part's answer has others.
    sourceRows: first!.hasOwnRows ? rows.reduce((sum, count) => sum + count, 0) : Math.max(...rows),
    fingerprints: join(({ fingerprints }) => fingerprints),
    leads: join(({ leads }) => leads),
    judged: new Set(parts.flatMap(({ judged }) => [...judged])),
    bins: {
      time: first!.bins.time,
      signals: parts.flatMap(({ bins }) => bins.signals),
      counts: join(({ bins }) => bins.counts),
    },
    found: join(({ found }) => found),
    classes: join(({ classes }) => classes),
    samples: join(({ samples }) => samples),
    remarks: [...new Set(parts.flatMap(({ remarks }) => remarks))],
  }
}

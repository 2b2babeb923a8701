import { MinuanoError } from '../../errors/minuano-error.ts'
import { createArrowDecoder } from '../../frame/arrow/arrow-decoder.ts'
import { concatFrames, emptyFrame } from '../../frame/frame.ts'
import type { Frame } from '../../frame/frame.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { mostArrowBytes, mostRows, mostRowsAtOnce } from './answer-limits.ts'
import type { AskedFor } from './answer-limits.ts'
import { askConnector } from './connector-client.ts'
import type { ConnectorClient } from './connector-client.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import type { Scope } from '../shape/work.ts'
import { gatherFrames } from './gather-frames.ts'
import { labelShift } from '../shape/sample-label.ts'
import { takeTurn } from './take-turn.ts'

const arrow = 'application/vnd.apache.arrow.stream'

/** Rows of the Source as they are there, and the units of their variables. */
export interface Extract {
  /** A column for each variable; times ascend, and are those of the Source. */
  readonly frame: Frame
  /** The settings' own, and of the other variables the Source's. */
  readonly units: ReadonlyMap<string, string>
  /** The zone of the clock that the frame's reasons are about: a text of the Connector's. */
  readonly clock: string | undefined
  /** Whether rows of one time are in an order that says which came first. */
  readonly isOrdered: boolean
  /** What could not be asked for, in words. */
  readonly remarks: readonly string[]
}

/** Told of rows as they come, those of an answer that is asked for again too. */
export type OnRows = (rows: number) => void

/** Connectors that are older than reasons: each is asked for them once. */
const withoutReasons = new WeakSet<ConnectorClient>()

/**
 * The Source's rows of an interval with their reasons, in one request (an older Connector is asked again
 * without); where samples are labelled by their end, those that
 * belong to it. An answer that is cut short is asked for again; one with other columns, or rows outside
 * the interval or out of order, throws `answer-malformed`, one of far more rows than the settings expect
 * `answer-too-long`: each as soon as it is seen.
 */
export async function extract(
  connector: ConnectorClient,
  interval: Interval,
  {
    sampleLabel,
    sampleSeconds,
    units,
  }: Pick<EtlSettings, 'sampleLabel' | 'sampleSeconds' | 'units'>,
  { variables }: Pick<Scope, 'variables'>,
  onRows?: OnRows,
): Promise<Extract> {
  const shift = labelShift(sampleLabel)
  const asked = { start: interval.start + shift, end: interval.end + shift }
  const query = new URLSearchParams([
    ['start', formatInstant(asked.start, 6)],
    ['end', formatInstant(asked.end, 6)],
    ...variables.map((variable): [string, string] => ['variables', variable]),
    ['format', 'arrow'],
  ])
  const ask = (reasons: string) =>
    askConnector(connector, `/data?${query.toString()}${reasons}`, arrow, (body) =>
      readFrame(body, asked, { variables, sampleSeconds }, onRows),
    )
  const read = withoutReasons.has(connector)
    ? await ask('')
    : await ask('&reasons=true').catch((error: unknown) => {
        if (!(error instanceof MinuanoError) || error.code !== 'unknown-parameter') throw error
        withoutReasons.add(connector)
        return ask('')
      })
  const remarks = withoutReasons.has(connector) ? [olderConnector] : []
  return { ...read, units: new Map([...read.units, ...units]), remarks }
}

const olderConnector =
  'the Connector is of an older version and gives no reasons: an hour that its Source’s clock shows twice, where the clock is put back, may be taken for one. Bring it to this version'

async function readFrame(
  body: AsyncIterable<Uint8Array>,
  interval: Interval,
  asked: AskedFor,
  onRows?: OnRows,
): Promise<Omit<Extract, 'remarks'>> {
  const { variables } = asked
  const decoder = createArrowDecoder(variables)
  const gathered = gatherFrames(variables)
  const limit = mostRows(interval, asked)
  const byteLimit = mostArrowBytes(limit, asked)
  const rowsAtOnce = mostRowsAtOnce(interval, asked)
  let bytes = 0
  let lastTime = -Infinity
  let endTurn: (() => void) | undefined
  try {
    for await (const chunk of body) {
      for (const { frame } of decoder.push(chunk)) {
        lastTime = checkTimes(frame.time, interval, lastTime)
        gathered.add(frame)
        onRows?.(frame.time.length)
      }
      bytes += chunk.length
      if (gathered.rows > limit || bytes > byteLimit) {
        const { tooLong } = await import('./too-long.ts')
        throw tooLong(interval, asked, gathered.rows, bytes)
      }
      if (gathered.rows > rowsAtOnce) endTurn ??= await takeTurn()
    }
    decoder.end()
    const frames = gathered.all()
    const frame = frames.length === 0 ? emptyFrame(variables) : concatFrames(frames, variables)
    const { units, clock, isOrdered } = decoder
    return { frame, units, clock, isOrdered }
  } finally {
    endTurn?.()
  }
}

/** Checks rows that follow one of `previous`: gives the last one's time. */
function checkTimes(time: Float64Array, { start, end }: Interval, previous: number): number {
  let last = previous
  for (let row = 0; row < time.length; row++) {
    const instant = time[row]!
    if (instant < start || instant >= end) {
      throw malformed(`a row of ${describeInstant(instant)}, outside the interval`)
    }
    if (instant < last) throw malformed(`rows out of order at ${formatInstant(instant)}`)
    last = instant
  }
  return last
}

/** A time that nothing has bounded yet. */
function describeInstant(instant: number): string {
  return Math.abs(instant) < 8.64e18 ? formatInstant(instant) : `${instant} µs since 1970`
}

function malformed(what: string): MinuanoError {
  return new MinuanoError('answer-malformed', `the Connector's answer has ${what}`)
}

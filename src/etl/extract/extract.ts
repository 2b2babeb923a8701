import { MinuanoError } from '../../errors/minuano-error.ts'
import { createArrowDecoder } from '../../frame/arrow/arrow-decoder.ts'
import { concatFrames, emptyFrame } from '../../frame/frame.ts'
import type { Frame } from '../../frame/frame.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { askConnector } from './connector-client.ts'
import type { ConnectorClient } from './connector-client.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import type { Scope } from '../shape/work.ts'
import { labelShift } from '../shape/sample-label.ts'

const arrow = 'application/vnd.apache.arrow.stream'

/** Rows of the Source as they are there, and the units of their variables. */
export interface Extract {
  /** A column for each variable; times ascend, and are those of the Source. */
  readonly frame: Frame
  /** The settings' own, and of the other variables the Source's. */
  readonly units: ReadonlyMap<string, string>
}

/**
 * The Source's rows of an interval, in one request; where samples are labelled by their end, those that
 * belong to it. An answer that is cut short is asked for again; one with other columns, or rows outside
 * the interval or out of order, throws `answer-malformed`.
 */
export async function extract(
  connector: ConnectorClient,
  interval: Interval,
  { sampleLabel, units }: Pick<EtlSettings, 'sampleLabel' | 'units'>,
  { variables }: Pick<Scope, 'variables'>,
): Promise<Extract> {
  const shift = labelShift(sampleLabel)
  const asked = { start: interval.start + shift, end: interval.end + shift }
  const query = new URLSearchParams([
    ['start', formatInstant(asked.start, 6)],
    ['end', formatInstant(asked.end, 6)],
    ...variables.map((variable): [string, string] => ['variables', variable]),
    ['format', 'arrow'],
  ])
  const read = await askConnector(connector, `/data?${query.toString()}`, arrow, (body) =>
    readFrame(body, variables),
  )
  checkTimes(read.frame.time, asked)
  return { frame: read.frame, units: new Map([...read.units, ...units]) }
}

async function readFrame(
  body: AsyncIterable<Uint8Array>,
  variables: readonly string[],
): Promise<Extract> {
  const decoder = createArrowDecoder()
  const frames: Frame[] = []
  for await (const chunk of body) frames.push(...decoder.push(chunk))
  decoder.end()
  for (const frame of frames) checkColumns([...frame.columns.keys()], variables)
  const frame = frames.length === 0 ? emptyFrame(variables) : concatFrames(frames, variables)
  return { frame, units: decoder.units }
}

function checkColumns(found: readonly string[], asked: readonly string[]): void {
  if (found.length === asked.length && found.every((name, index) => name === asked[index])) return
  throw malformed(`columns ${found.join(', ')} instead of ${asked.join(', ')}`)
}

function checkTimes(time: Float64Array, { start, end }: Interval): void {
  for (let row = 0; row < time.length; row++) {
    const instant = time[row]!
    if (instant < start || instant >= end) {
      throw malformed(`a row of ${formatInstant(instant)}, outside the interval`)
    }
    if (row > 0 && instant < time[row - 1]!) {
      throw malformed(`rows out of order at ${formatInstant(instant)}`)
    }
  }
}

function malformed(what: string): MinuanoError {
  return new MinuanoError('answer-malformed', `the Connector's answer has ${what}`)
}

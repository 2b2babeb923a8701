import { crc32 } from 'node:zlib'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { createArrowDecoder } from '../../frame/arrow/arrow-decoder.ts'
import type { Frame } from '../../frame/frame.ts'
import type { Holds } from '../../signal/hold.ts'
import { formatInstant } from '../../time/instant.ts'
import { shiftInterval } from '../../time/interval.ts'
import type { Interval } from '../../time/interval.ts'
import type { AskedFor } from './answer-limits.ts'
import { askAsItKnows } from './ask-as-it-knows.ts'
import { askConnector } from './connector-client.ts'
import type { ConnectorClient } from './connector-client.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import type { Scope } from '../shape/work.ts'
import { gatherRows } from './gather-rows.ts'
import type { AskedInterval, OnRows } from './gather-rows.ts'
import { withParts } from '../shape/minute-parts.ts'
import { longestLead } from '../shape/leads.ts'
import { labelShift } from '../shape/sample-label.ts'

const arrow = 'application/vnd.apache.arrow.stream'

/** Rows of the Source as they are there, and the units of their variables. */
export interface Extract {
  /**
   * A column for each variable; times ascend, and are those of the Source. Rows before the interval come first: they are
   * what leads into it, and what variables whose values come on change had when that began.
   */
  readonly frame: Frame
  /** The settings' own, and of the other variables the Source's. */
  readonly units: ReadonlyMap<string, string>
  /** The variables whose values come on change, and how long one holds. */
  readonly holds: Holds
  /** The zone of the clock that the frame's reasons are about: a text of the Connector's. */
  readonly clock: string | undefined
  /** Whether rows of one time are in an order that says which came first. */
  readonly isOrdered: boolean
  /** Whether a variable's rows are those alone where it has a value or a reason. */
  readonly hasOwnRows: boolean
  /** What could not be asked for, in words. */
  readonly remarks: readonly string[]
}

/**
 * The Source's rows of an interval with their reasons, in one request (an older Connector is asked again
 * without); where samples are labelled by their end, those that
 * belong to it. With them come the rows that lead into the interval, as long before it as the settings want of any of the variables. An answer that is cut short is asked for again; one with other columns, or rows outside
 * the interval or out of order, throws `answer-malformed`, one of far more rows than the settings expect
 * `answer-too-long`: each as soon as it is seen.
 */
export async function extract(
  connector: ConnectorClient,
  interval: Interval,
  settings: ExtractSettings,
  scope: Pick<Scope, 'variables'>,
  onRows?: OnRows,
): Promise<Extract> {
  const { sampleSeconds, units, minutes } = settings
  const variables = withParts(minutes, scope.variables)
  return askForRows(
    connector,
    interval,
    settings,
    { variables },
    [],
    async (body, asked, remarks) => {
      const read = await readFrame(body, asked, { variables, sampleSeconds }, onRows)
      return { ...read, units: new Map([...read.units, ...units]), remarks }
    },
  )
}

/** What of the settings says which rows are asked for. */
export type ExtractSettings = Pick<
  EtlSettings,
  'sampleLabel' | 'sampleSeconds' | 'units' | 'leads' | 'minutes'
>

/** Reads an answer of rows of an interval, which is the wanted one, with what leads into it, as the Source labels them. */
type ReadRows<T> = (
  body: AsyncIterable<Uint8Array>,
  asked: AskedInterval,
  remarks: readonly string[],
  /** Rows of the asked interval that the Source has and that name no asset. */
  rowsWithoutAsset: number,
) => Promise<T>

/** Asks for rows with their reasons, or without where the Connector is older than these. `more`: further parameters. */
export async function askForRows<T>(
  connector: ConnectorClient,
  interval: Interval,
  { sampleLabel, leads }: Pick<EtlSettings, 'sampleLabel' | 'leads'>,
  { variables }: Pick<Scope, 'variables'>,
  more: readonly [string, string][],
  read: ReadRows<T>,
): Promise<T> {
  const shift = labelShift(sampleLabel)
  const { start, end } = shiftInterval(interval, shift)
  const asked = { start: start - longestLead(leads, variables), end, wanted: start }
  const query = new URLSearchParams([
    ['start', formatInstant(asked.start, 6)],
    ['end', formatInstant(asked.end, 6)],
    ...variables.map((variable): [string, string] => ['variables', variable]),
    ...more,
    ['format', 'arrow'],
  ])
  return askAsItKnows(connector, ['reasons', 'carry'], (known) => {
    const more = known.map((name) => `&${name}=true`).join('')
    const remarks = known.includes('reasons') ? [] : [olderConnector]
    return askConnector(connector, `/data?${query.toString()}${more}`, arrow, (body, headers) =>
      read(body, asked, remarks, Number(headers['minuano-rows-without-asset'] ?? 0)),
    )
  })
}

const olderConnector =
  'the Connector is of an older version and gives no reasons: an hour that its Source’s clock shows twice, where the clock is put back, may be taken for one. Bring it to this version'

async function readFrame(
  body: AsyncIterable<Uint8Array>,
  interval: AskedInterval,
  asked: AskedFor,
  onRows?: OnRows,
): Promise<Omit<Extract, 'remarks'>> {
  const decoder = createArrowDecoder(asked.variables, crc32)
  const gathered = gatherRows(interval, asked, onRows)
  try {
    for await (const chunk of body) {
      for (const { asset, frame } of decoder.push(chunk)) {
        if (asset !== '') throw namesAssets()
        gathered.add(frame, decoder.holds)
      }
      await gathered.mind(chunk.length)
    }
    decoder.end()
    const { units, holds, clock, isOrdered, hasOwnRows } = decoder
    return { frame: gathered.frame(), units, holds, clock, isOrdered, hasOwnRows }
  } finally {
    gathered.end()
  }
}

function namesAssets(): MinuanoError {
  return new MinuanoError(
    'configuration',
    "the rows of the Connector's Source name their assets, and were asked for as those of one: the Connector was started anew with SOURCE_ASSET_COLUMN, perhaps; run the command again",
  )
}

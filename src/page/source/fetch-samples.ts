import { describeError } from '../../errors/describe-error.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { cutShort } from '../../errors/quote-short.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'

/** The Connector, as everybody asks it. */
export interface SamplesSource {
  readonly url: string
  readonly apiKey: string | undefined
}

export interface SamplesQuery {
  /** Its name in the Source; undefined where the Source's rows name none. */
  readonly asset: string | undefined
  readonly variable: string
  readonly interval: Interval
}

const patienceMilliseconds = 20_000

/**
 * The Source's own samples, as the Connector's Arrow stream. Throws `connector-unavailable` and
 * `connector-refused`; a stream that breaks off has no end mark, which its reader sees.
 */
export async function fetchSamples(
  { url, apiKey }: SamplesSource,
  { asset, variable, interval }: SamplesQuery,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const query = new URLSearchParams({
    start: formatInstant(interval.start, 6),
    end: formatInstant(interval.end, 6),
    variables: variable,
    format: 'arrow',
    ...(asset !== undefined && { assets: asset }),
  })
  const headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }
  let response: Response
  try {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(patienceMilliseconds)])
    response = await fetch(`${url}/data?${query.toString()}`, {
      headers,
      redirect: 'error',
      signal: patience,
    })
  } catch (error) {
    const cause = (error as { cause?: unknown }).cause ?? error
    throw new MinuanoError(
      'connector-unavailable',
      `the Connector does not answer: ${describeError(cause)}`,
      { cause: error },
    )
  }
  if (response.ok && response.body !== null) return response.body
  const said = cutShort((await response.text()).slice(0, 4096), 300)
  const code =
    response.status === 429 || response.status === 503
      ? 'connector-unavailable'
      : 'connector-refused'
  throw new MinuanoError(code, `the Connector answers ${response.status}: ${said}`)
}

import { describeError } from '../../errors/describe-error.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { openAnswer } from './open-answer.ts'
import type { OpenAnswer } from './open-answer.ts'

/** A Connector, as the ETL reaches it. */
export interface ConnectorClient {
  readonly url: string
  readonly apiKey?: string | undefined
  /** How long to wait for the answer to begin, or to go on. */
  readonly timeoutSeconds: number
  /** Tries after the first, on 429, 502, 503, 504 and broken or silent connections. */
  readonly retries: number
}

const worthARetry = new Set([429, 502, 503, 504])
const firstDelayMilliseconds = 250
const longestDelayMilliseconds = 10_000

/**
 * Asks the Connector and hands the answer to `read`, trying again with growing, jittered delays where
 * that may help. Throws `connector-unavailable` when no try was left, `connector-refused` on any
 * other status, and whatever `read` throws.
 */
export async function askConnector<T>(
  connector: ConnectorClient,
  path: string,
  accept: string,
  read: (body: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await askOnce(connector, path, accept, read)
    } catch (error) {
      if (!(error instanceof MinuanoError) || !error.retryable) throw error
      if (attempt >= connector.retries) throw giveUp(error, attempt + 1)
      await delay(retryDelay(attempt, error))
    }
  }
}

/** The server's own wish (Retry-After), else full jitter: a random part of a doubling delay. */
function retryDelay(attempt: number, error: MinuanoError): number {
  const wished = error instanceof BusyError ? error.retryAfterSeconds * 1000 : 0
  const growing = firstDelayMilliseconds * 2 ** attempt
  const jittered = growing * (0.5 + Math.random() / 2)
  return Math.min(longestDelayMilliseconds, Math.max(wished * (1 + Math.random() / 10), jittered))
}

async function askOnce<T>(
  { url, apiKey, timeoutSeconds }: ConnectorClient,
  path: string,
  accept: string,
  read: (body: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T> {
  const headers: Record<string, string> = { accept }
  if (apiKey !== undefined) headers['authorization'] = `Bearer ${apiKey}`
  const silence = () =>
    new MinuanoError(
      'connector-unavailable',
      `the Connector at ${url} was silent for ${timeoutSeconds} s`,
    )
  let answer: OpenAnswer | undefined
  try {
    answer = await openAnswer(url + path, headers, timeoutSeconds, silence)
    if (answer.status !== 200) throw await refusal(answer, url)
    return await read(answer.body)
  } catch (error) {
    if (error instanceof MinuanoError) throw error
    throw new MinuanoError(
      'connector-unavailable',
      `the Connector at ${url} cannot be reached, or broke off: ${describeError(error)}`,
      { cause: error },
    )
  } finally {
    answer?.close()
  }
}

/** Reads a whole answer as JSON. Throws `answer-malformed` if it is none. */
export async function readJson(body: AsyncIterable<Uint8Array>): Promise<unknown> {
  const text = await readText(body)
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw new MinuanoError('answer-malformed', "the Connector's answer is not JSON", { cause })
  }
}

async function readText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** A status that says "later", with the time that the server asks for. */
class BusyError extends MinuanoError {
  readonly retryAfterSeconds: number

  constructor(message: string, retryAfterSeconds: number) {
    super('connector-unavailable', message)
    this.retryAfterSeconds = retryAfterSeconds
  }
}

async function refusal({ status, headers, body }: OpenAnswer, url: string): Promise<MinuanoError> {
  const text = await readText(body).catch(() => '')
  const said = `the Connector at ${url} answered ${status}: ${detailOf(text)}`
  if (worthARetry.has(status)) {
    const seconds = Number(headers['retry-after'] ?? 0)
    return new BusyError(said, Number.isFinite(seconds) && seconds > 0 ? seconds : 0)
  }
  if (status === 401) {
    return new MinuanoError('connector-refused', `${said}; set CONNECTOR_API_KEY to a key it knows`)
  }
  if (headers.location !== undefined) {
    return new MinuanoError(
      'connector-refused',
      `${said}; it points to ${headers.location}, which is not followed: is CONNECTOR_URL its own address?`,
    )
  }
  return new MinuanoError('connector-refused', said)
}

/** What a problem+json body says; else the beginning of whatever was sent. */
function detailOf(text: string): string {
  try {
    const { detail, title } = JSON.parse(text) as { detail?: unknown; title?: unknown }
    if (typeof detail === 'string') return detail
    if (typeof title === 'string') return title
  } catch {
    // Not JSON: some proxy's page.
  }
  return text.slice(0, 200).trim() || 'no explanation'
}

function giveUp(error: MinuanoError, tries: number): MinuanoError {
  const times = tries === 1 ? 'once' : `${tries} times`
  return new MinuanoError(error.code, `${error.message} (tried ${times})`, { cause: error })
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

import { describeError } from '../../errors/describe-error.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { plainLine } from '../../errors/plain-text.ts'
import { redact } from '../../log/redact.ts'
import { explainCertificate } from './explain-certificate.ts'
import { nameRequest } from './request-name.ts'
import { openAnswer } from './open-answer.ts'
import type { OpenAnswer } from './open-answer.ts'
import { readRetryAfter } from './read-retry-after.ts'
import { readText } from './read-text.ts'
import { sayWait } from './say-wait.ts'

/** A Connector, as the ETL reaches it. */
export interface ConnectorClient {
  readonly url: string
  readonly apiKey?: string | undefined
  /** How long to wait for the answer to begin, or to go on. */
  readonly timeoutSeconds: number
  /** How long a request may take in all, from its first try to the last answer's end. */
  readonly deadlineSeconds: number
  /**
   * Tries after the first, on 429, 502, 503, 504 and broken or silent connections. Where it is busy and says when to
   * come again, it is asked until the deadline, however often; with no retries at all, once.
   */
  readonly retries: number
  /** Told, now and then, that it is busy and waited for. */
  readonly onWait?: ((line: string) => void) | undefined
}

const worthARetry = new Set([429, 502, 503, 504])
const firstDelayMilliseconds = 250
const longestDelayMilliseconds = 10_000
/** Ours are of some hundred bytes; a proxy's page may be long. */
const mostErrorBytes = 64 * 1024

/**
 * Asks the Connector and hands the answer to `read`, trying again with growing, jittered delays where
 * that may help and the deadline leaves time. Throws `connector-unavailable` when no try or no time was
 * left, `interval-too-long` with the problem's `max_days`, `unknown-parameter`, `connector-refused` on any other status, and
 * whatever `read` throws.
 */
export async function askConnector<T>(
  connector: ConnectorClient,
  path: string,
  accept: string,
  read: (body: AsyncIterable<Uint8Array>, headers: OpenAnswer['headers']) => Promise<T>,
): Promise<T> {
  // The process's own clock, which nobody sets; `performance` would load a module more.
  const deadline = process.uptime() + connector.deadlineSeconds
  for (let attempt = 0, waits = 0; ; attempt++) {
    try {
      const leftSeconds = deadline - process.uptime()
      return await askOnce(connector, path, accept, leftSeconds, read)
    } catch (error) {
      if (!(error instanceof MinuanoError) || !error.retryable) throw error
      const isToWait = isTurnToCome(error) && connector.retries > 0
      if (isToWait) waits++
      const failures = attempt - waits
      const wait = isToWait ? wishedDelay(error) : retryDelay(failures, error)
      const leftSeconds = deadline - process.uptime() - wait / 1000
      if (isToWait && leftSeconds <= 0) throw giveUp(error, attempt + 1, connector)
      if (!isToWait && (failures >= connector.retries || leftSeconds <= 0)) {
        throw giveUp(error, attempt + 1)
      }
      if (isToWait) sayWait(connector, error, wait / 1000, leftSeconds)
      await delay(wait)
    }
  }
}

/** The server's own wish (Retry-After), else full jitter: a random part of a doubling delay. */
function retryDelay(attempt: number, error: MinuanoError): number {
  const growing = firstDelayMilliseconds * 2 ** attempt
  const jittered = growing * (0.5 + Math.random() / 2)
  const wished = error instanceof BusyError ? wishedDelay(error) : 0
  return Math.min(longestDelayMilliseconds, Math.max(wished, jittered))
}

/** What the server asks for, and up to a tenth more: those who were refused together do not all come together. */
function wishedDelay({ retryAfterSeconds }: BusyError): number {
  return retryAfterSeconds * 1000 * (1 + Math.random() / 10)
}

async function askOnce<T>(
  { url, apiKey, timeoutSeconds, deadlineSeconds }: ConnectorClient,
  path: string,
  accept: string,
  leftSeconds: number,
  read: (body: AsyncIterable<Uint8Array>, headers: OpenAnswer['headers']) => Promise<T>,
): Promise<T> {
  const shown = redact(url)
  const name = nameRequest()
  const headers: Record<string, string> = { accept, ...name.headers }
  if (apiKey !== undefined) headers['authorization'] = `Bearer ${apiKey}`
  const unavailable = (what: string) =>
    new MinuanoError('connector-unavailable', `the Connector at ${shown} ${what}`)
  let answer: OpenAnswer | undefined
  try {
    answer = await openAnswer(url + path, headers, {
      silenceSeconds: timeoutSeconds,
      silence: () => unavailable(`was silent for ${timeoutSeconds} s`),
      wholeSeconds: leftSeconds,
      tooLate: () =>
        unavailable(
          `had not ended its answer after ${Number(deadlineSeconds.toFixed(3))} s: on a slow line give it more, by CONNECTOR_DEADLINE`,
        ),
    })
    if (answer.status !== 200) throw await refusal(answer, shown, name.id)
    return await read(answer.body, answer.headers)
  } catch (error) {
    throw classify(error, shown)
  } finally {
    answer?.close()
  }
}

/** What the network said, as one of our errors. */
function classify(cause: unknown, url: string): MinuanoError {
  if (cause instanceof MinuanoError) return cause
  if (cause instanceof Error && 'code' in cause && cause.code === 'HPE_HEADER_OVERFLOW') {
    return new MinuanoError(
      'answer-malformed',
      `the answer of ${url} has more than 16 kB of headers: is CONNECTOR_URL a Minuano Connector, and which proxy between adds them?`,
      { cause },
    )
  }
  const certificate = explainCertificate(cause, url)
  if (certificate !== undefined) return certificate
  return new MinuanoError(
    'connector-unavailable',
    `the Connector at ${url} cannot be reached, or broke off: ${describeError(cause)}`,
    { cause },
  )
}

/**
 * Reads a whole answer as JSON. Throws `answer-malformed` if it is none, `answer-too-long` when it is
 * longer than what was asked for can make it.
 */
export async function readJson(
  body: AsyncIterable<Uint8Array>,
  mostBytes: number,
): Promise<unknown> {
  const { text, isCut } = await readText(body, mostBytes)
  if (isCut) {
    throw new MinuanoError(
      'answer-too-long',
      `the Connector's answer is JSON of more than ${mostBytes} bytes, far more than what was asked for takes: is CONNECTOR_URL a Minuano Connector?`,
    )
  }
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw new MinuanoError('answer-malformed', "the Connector's answer is not JSON", { cause })
  }
}

/** A status that says "later", with the time that the server asks for. */
class BusyError extends MinuanoError {
  /** 0: it asks for none. */
  readonly retryAfterSeconds: number
  /** It is there, and has no room for a request just now. */
  readonly isFull: boolean

  constructor(message: string, retryAfterSeconds: number, isFull: boolean) {
    super('connector-unavailable', message)
    this.retryAfterSeconds = retryAfterSeconds
    this.isFull = isFull
  }
}

/** Whether the Connector is there, and had no room for a request, up to the last try. */
export function isBusy({ cause }: MinuanoError): boolean {
  return cause instanceof BusyError && cause.isFull
}

/** Whether it is only a matter of time: the server has no room, and says when to come again. */
function isTurnToCome(error: MinuanoError): error is BusyError {
  return error instanceof BusyError && error.isFull && error.retryAfterSeconds > 0
}

async function refusal(
  { status, headers, body }: OpenAnswer,
  url: string,
  id: string,
): Promise<MinuanoError> {
  const { text } = await readText(body, mostErrorBytes).catch(() => ({ text: '' }))
  // Its log says more than its answer, of what is its own fault.
  const where = status === 500 ? ` (request ${id} in its log)` : ''
  const said = `the Connector at ${url} answered ${status}: ${redact(plainLine(detailOf(text)))}${where}`
  if (worthARetry.has(status)) {
    // A proxy's 429 has no code of ours, and means the same.
    const isFull = status === 429 || problemOf(text)['code'] === 'connector-busy'
    return new BusyError(said, readRetryAfter(headers), isFull)
  }
  if (status === 401) {
    return new MinuanoError('connector-refused', `${said}; set CONNECTOR_API_KEY to a key it knows`)
  }
  if (headers.location !== undefined) {
    return new MinuanoError(
      'connector-refused',
      `${said}; it points to ${redact(plainLine(clip(headers.location)))}, which is not followed: is CONNECTOR_URL its own address?`,
    )
  }
  const { code, max_days: mostDays } = problemOf(text)
  if (code === 'interval-too-long' && typeof mostDays === 'number') {
    return new MinuanoError(code, said, { members: { max_days: mostDays } })
  }
  if (code === 'unknown-parameter' && status === 422) return new MinuanoError(code, said)
  // An older Connector has fewer routes, and what is too long for one URL is asked for in parts.
  const isOfUse = [400, 404, 414, 431].includes(status)
  return new MinuanoError('connector-refused', said, isOfUse ? { members: { status } } : {})
}

/** What a problem+json body says; else the beginning of whatever was sent. */
function detailOf(text: string): string {
  const { detail, title } = problemOf(text)
  if (typeof detail === 'string') return clip(detail)
  if (typeof title === 'string') return clip(title)
  return plainLine(text.slice(0, 200)).trim() || 'no explanation'
}

/** As much of a stranger's text as a message bears: a list of 1,600 variables is longer. */
function clip(text: string): string {
  return text.length > 2000 ? `${text.slice(0, 2000)}…` : text
}

/** The members of a problem+json body; none if it is some proxy's page. */
function problemOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>
  } catch {
    return {}
  }
}

/** `waited`: the Connector that was busy for as long as a request may take. */
function giveUp(error: MinuanoError, tries: number, waited?: ConnectorClient): MinuanoError {
  const times = tries === 1 ? 'once' : `${tries} times`
  const until =
    waited === undefined
      ? ''
      : `; CONNECTOR_DEADLINE, ${Number(waited.deadlineSeconds.toFixed(3))} s, leaves no time to wait on`
  return new MinuanoError(error.code, `${error.message} (tried ${times}${until})`, { cause: error })
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

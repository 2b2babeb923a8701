import { describeError } from '../errors/describe-error.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import type { ConnectorClient } from '../etl/extract/connector-client.ts'
import { explainCertificate } from '../etl/extract/explain-certificate.ts'
import { openAnswer } from '../etl/extract/open-answer.ts'
import { redact } from '../log/redact.ts'
import { compareClocks } from './measure-clock.ts'
import type { ClockDifference } from './measure-clock.ts'

/** HTTP tells the time in whole seconds. */
const coarse = 1000
const silenceSeconds = 10

/**
 * Asks whether a Connector runs, which needs no key; gives its clock, or undefined where it does not say.
 * Throws `connector-unavailable` or `connector-refused`.
 */
export async function askHealth({ url }: ConnectorClient): Promise<ClockDifference | undefined> {
  const shown = redact(url)
  const late = () =>
    new MinuanoError(
      'connector-unavailable',
      `the Connector at ${shown} was silent for ${silenceSeconds} s`,
    )
  const sentAt = Date.now()
  try {
    const answer = await openAnswer(
      `${url}/health/live`,
      { accept: 'application/json' },
      {
        silenceSeconds,
        wholeSeconds: silenceSeconds,
        silence: late,
        tooLate: late,
      },
    )
    const gotAt = Date.now()
    answer.close()
    if (answer.status !== 200) {
      throw new MinuanoError(
        'connector-refused',
        `what answers at ${shown} says ${answer.status} to /health/live: is CONNECTOR_URL a Minuano Connector?`,
      )
    }
    const theirs = Date.parse(answer.headers.date ?? '')
    return Number.isNaN(theirs)
      ? undefined
      : compareClocks('Connector', theirs, sentAt, gotAt, coarse)
  } catch (cause) {
    if (cause instanceof MinuanoError) throw cause
    const certificate = explainCertificate(cause, shown)
    if (certificate !== undefined) throw certificate
    throw new MinuanoError(
      'connector-unavailable',
      `the Connector at ${shown} cannot be reached: ${describeError(cause)}. Is it running, and is CONNECTOR_URL its address?`,
      { cause },
    )
  }
}

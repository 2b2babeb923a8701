import { asMinuanoError } from '../errors/describe-error.ts'
import { redact } from '../log/redact.ts'
import { secondsForAQuery } from './ask.ts'
import { findingsOf } from './finding.ts'
import type { Finding, Part } from './finding.ts'

/** What the server says when our own limit ended a query. */
const cancelled = '57014'

/**
 * The findings of one look; what it throws is a finding too, so that the other looks go on. A question
 * that took too long is left, and said.
 */
export async function attempt(
  part: Part,
  what: string,
  look: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await look()
  } catch (thrown) {
    const error = asMinuanoError(thrown)
    const make = findingsOf(part)
    if ((error.cause as { code?: unknown } | undefined)?.code === cancelled) {
      return [
        make.unconfirmed(`${what}: not found out within ${secondsForAQuery} s, and left at that`),
      ]
    }
    return [make.fault(redact(error.message), { code: error.code })]
  }
}

/** The same where nothing is waited for. */
export function attemptSync(part: Part, look: () => readonly Finding[]): readonly Finding[] {
  try {
    return look()
  } catch (thrown) {
    const { message, code } = asMinuanoError(thrown)
    return [findingsOf(part).fault(redact(message), { code })]
  }
}

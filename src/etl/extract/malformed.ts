import { MinuanoError } from '../../errors/minuano-error.ts'

/** An answer that is none of a Connector's: what it has. */
export function malformed(what: string): MinuanoError {
  return new MinuanoError('answer-malformed', `the Connector's answer has ${what}`)
}

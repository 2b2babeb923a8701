import { MinuanoError } from '../../errors/minuano-error.ts'

/** The error of a stream that our encoder does not write. */
export function malformed(what: string, cause?: unknown): MinuanoError {
  return new MinuanoError(
    'answer-malformed',
    `the answer is not the Arrow stream that was asked for: ${what}. Is CONNECTOR_URL a Minuano Connector?`,
    { cause },
  )
}

/** The beginning of a text that a stranger chose the length of. */
export function clip(text: string): string {
  return text.length > 500 ? `${text.slice(0, 500)}…` : text
}

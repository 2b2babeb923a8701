import type { Config } from '../../config/settings.ts'
import { watchReaders } from '../../http/watch-readers.ts'
import type { SlowReader } from '../../http/watch-readers.ts'
import { createLongAnswers } from './long-answers.ts'
import type { LongAnswers } from './long-answers.ts'
import { turnLimits } from './turn-limits.ts'

/** What all requests share. */
export interface Limits {
  readonly longAnswers: LongAnswers
  readonly watchReader: ReturnType<typeof watchReaders>
  /** Why an answer was broken off, as the log says it. */
  readonly explain: (why: SlowReader) => string
}

export function createLimits(config: Config): Limits {
  const {
    connectorLeastRate: rate,
    connectorPatience: patience,
    connectorAnswerTime: time,
  } = config
  return {
    longAnswers: createLongAnswers(turnLimits(config)),
    watchReader: watchReaders({ leastRate: rate, patienceSeconds: patience, wholeSeconds: time }),
    explain: (why) =>
      why === 'too long'
        ? `an answer was broken off: it was not over after ${time} s (CONNECTOR_ANSWER_TIME)`
        : `an answer was broken off: its client fell ${patience} s (CONNECTOR_PATIENCE) behind ${rate} bytes a second (CONNECTOR_LEAST_RATE)`,
  }
}

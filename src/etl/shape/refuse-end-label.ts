import { MinuanoError } from '../../errors/minuano-error.ts'
import { listSome } from '../../errors/list-some.ts'
import type { Holds } from '../../signal/hold.ts'
import type { EtlSettings } from './etl-settings.ts'

/** Variables that a message lists. */
const mostNamed = 5

/** A change has an instant, and no end of a period. Throws `configuration` where samples are labelled by theirs. */
export function refuseEndLabel(
  holds: Holds,
  { sampleLabel }: Pick<EtlSettings, 'sampleLabel'>,
): void {
  if (sampleLabel === 'start' || holds.size === 0) return
  throw new MinuanoError(
    'configuration',
    `MINUANO_SAMPLE_LABEL: "end" is not for values that come on change, whose time is that of the change, and those of ${listSome([...holds.keys()], mostNamed)} do: set it to start, or tell the Connector by SOURCE_SAMPLING that they are periodic`,
  )
}

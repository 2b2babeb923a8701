import { Type } from 'typebox'
import type { Hold } from '../../signal/hold.ts'
import { nullable } from './nullable.ts'

/** What an answer says of a variable whose samples come on change; of others nothing. */
export function samplingOf(hold: Hold | undefined) {
  return hold === undefined ? {} : { sampling: 'on-change' as const, max_hold: hold.most }
}

/** The same as a schema. */
export const samplingSchema = {
  sampling: Type.Optional(
    Type.String({
      description:
        '`on-change`: a sample comes when the value changes, and holds until the next. Left out where samples are periodic.',
      examples: ['on-change'],
    }),
  ),
  max_hold: Type.Optional(
    nullable('number', {
      description:
        'How long such a value holds at most, in seconds; null: until the next, however long that takes.',
      examples: [86_400],
    }),
  ),
}

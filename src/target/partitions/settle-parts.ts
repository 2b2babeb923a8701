import { adviseOwnSchema } from '../tables/own-schema.ts'
import type { Place } from '../tables/own-schema.ts'
import type { Target } from '../tables/schema.ts'
import { moveParts } from './move-parts.ts'

/** Moves partitions into the schema of their own, and says what was moved, what was not, and what to do about it. */
export async function settleParts(
  target: Target,
  place: Place,
  say: (line: string) => void,
): Promise<void> {
  const advice = adviseOwnSchema(place)
  if (advice !== undefined) {
    say(`the Target: ${advice}`)
    return
  }
  const { moved, left } = await moveParts(target)
  if (moved > 0)
    say(`the Target: tables of \`data\` that were moved to a schema of their own: ${moved}`)
  const [first] = left
  if (first === undefined) return
  const others = left.length === 1 ? '' : ` and ${left.length - 1} more`
  say(
    `the Target: left beside \`data\` until the next \`minuano target init\`: ${first.name}${others}: ${first.reason}`,
  )
}

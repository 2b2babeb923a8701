import { calledAs } from '../../config/called-as.ts'
import type { Layouts } from '../../etl/plan/describe-layouts.ts'
import { say } from '../../log/say.ts'

/** Says in which layouts days were made, and what makes them again; `same`: flags that it must be given too. */
export function sayLayouts({ lines, former }: Layouts, same: string): void {
  lines.forEach(say)
  say(
    `${calledAs()} sync --from ${former.first} --to ${former.last}${same} makes those again by the settings that the Source still has`,
  )
}

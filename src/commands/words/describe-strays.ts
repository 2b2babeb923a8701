import { calledAs } from '../../config/called-as.ts'
import type { StrayValues } from '../../target/read/find-stray-values.ts'
import { dayHolding } from '../../time/day.ts'
import { formatInstant } from '../../time/instant.ts'

const most = 5

/** A line for each stretch of values that are of no loaded day, and what can be done about all of them. */
export function describeStrays(
  strays: readonly StrayValues[],
  timeZone: string,
  same: string,
): string[] {
  const rest = strays.length - most
  const instants = strays.flatMap(({ first, last }) => [first, last])
  const [from, to] = [Math.min(...instants), Math.max(...instants)].map((at) =>
    dayHolding(at, timeZone),
  )
  return [
    ...strays
      .slice(0, most)
      .map(
        ({ variable, values, first, last }) =>
          `${values} values of ${variable}, ${formatInstant(first)} to ${formatInstant(last)}, are of no loaded day`,
      ),
    ...(rest > 0 ? [`and ${rest} more such stretches (--json has all)`] : []),
    `${calledAs()} sync --from ${from} --to ${to}${same} loads their days where the Source has them; others can be deleted by ${calledAs()} sql target --write`,
  ]
}

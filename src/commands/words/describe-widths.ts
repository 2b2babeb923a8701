import { calledAs } from '../../config/called-as.ts'
import type { WidthDays } from '../../target/read/list-widths.ts'
import { formatPeriod } from '../../time/period.ts'

/**
 * A line for each bin width with days outside of those of the width asked for: where the setting was changed,
 * the days of the former width are signals of their own.
 */
export function describeOtherWidths(widths: readonly WidthDays[], periodSeconds: number): string[] {
  const own = widths.find((width) => width.periodSeconds === periodSeconds)
  const isBeyond = ({ first, last }: WidthDays) =>
    own === undefined || first < own.first || last > own.last
  return widths
    .filter((width) => width !== own && isBeyond(width))
    .map(({ periodSeconds: other, days, first, last }) => {
      const [width, asked] = [formatPeriod(other), formatPeriod(periodSeconds)]
      const count = days === 1 ? '1 day' : `${days} days`
      return (
        `bins of ${width} are signals of their own: ${count} of them, ${first} to ${last}, and not shown here (these are bins of ${asked}); ` +
        `${calledAs()} status --every ${width} shows them, ${calledAs()} forget --every ${width} --all-days deletes them`
      )
    })
}

/** That there is no day, and what makes some. */
export function describeNothing(widths: readonly WidthDays[], periodSeconds: number): string {
  const [other] = widths
  if (other === undefined) return `nothing has been loaded yet: ${calledAs()} up`
  const width = formatPeriod(periodSeconds)
  return (
    `nothing has been loaded yet with bins of ${width}: ` +
    `${calledAs()} sync --from ${other.first} --to ${other.last} --every ${width} loads these days`
  )
}

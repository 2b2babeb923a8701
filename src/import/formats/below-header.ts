/** The rows between a header and the first row of data. */
export interface BelowHeader {
  /** How many there are. */
  readonly rows: number
  /** Units by the place of their column; empty where no row says them. */
  readonly units: readonly string[]
}

const unit =
  /^(?:[mkMG]?(?:W|Wh|V|VA|var|VAr|Hz|Pa|bar|N|Nm|J)|m\/?s|m s-1|m\.s-1|m\/s2|m\/s²|m|mm|cm|km|ft|mph|km\/?h|kn|kts?|knots|%|% ?RH|A|mA|(?:deg|°|º)? ?[CFK]|deg(?:ree)?s?|°|º|rad|rpm|1\/min|rev\/min|W\/m\^?[2²]|g\/kg|kg\/m\^?[3³]|[hk]Pa|mbar|s|sec|min|h|hours?|volts?|db|ppm|-|none|unitless|utc|local|date|time|text|tn|ts|rn|[ymdhs:/ .-]{8,})$/i
const aggregation =
  /^(?:avg|average|mean|min|max|std|stdev|sd|smp|sample|tot|total|sum|wvc|med|inst)$/i

/**
 * What stands below a header: a row of units, one of how each column was gathered, or both. `next` are
 * the lines' cells; Campbell's TOA5 has both, whatever they say.
 */
export function findBelowHeader(
  header: readonly string[],
  next: readonly (readonly string[])[],
  isToa5: boolean,
): BelowHeader {
  const [first = []] = next
  if (isToa5 || (/^timestamp$/i.test(header[0] ?? '') && first[0] === 'TS')) {
    return { rows: Math.min(2, next.length), units: first.map(toUnit) }
  }
  let units: readonly string[] = []
  for (const [rows, cells] of next.entries()) {
    if (rows === 2 || cells.length !== header.length) return { rows, units }
    const said = cells.map(bare).filter((cell) => cell !== '')
    const isUnits = said.length > 0 && said.every((cell) => unit.test(cell))
    const isAggregation = said.length > 0 && said.every((cell) => aggregation.test(cell))
    if (!isUnits && !isAggregation) return { rows, units }
    if (isUnits) units = cells.map(toUnit)
  }
  return { rows: next.length, units }
}

function bare(cell: string): string {
  return cell.replace(/^[[(](.*)[\])]$/, '$1').trim()
}

/** TOA5 writes TS, RN and the like where a column has no unit. */
function toUnit(cell: string): string {
  const text = bare(cell)
  return /^(?:ts|rn|tn|-|none|unitless|text)$/i.test(text) ? '' : text
}

/** What a column's name says of its unit, by its end: read from names as SCADA systems make them. */
const endings: readonly (readonly [RegExp, string])[] = [
  [/(^|_)(m_?s|mps|ms-?1)$/i, 'm/s'],
  [/(^|_)kw$/i, 'kW'],
  [/(^|_)mw$/i, 'MW'],
  [/(^|_)kwh$/i, 'kWh'],
  [/(^|_)(deg_?c|celsius|gradc)$/i, 'degC'],
  [/(^|_)(deg|degrees?|grad|graus?)$/i, 'deg'],
  [/(^|_)rpm$/i, 'rpm'],
  [/(^|_)(pct|percent|prozent)$/i, '%'],
  [/(^|_)hpa$/i, 'hPa'],
  [/(^|_)hz$/i, 'Hz'],
]

/** A guess and no more: the unit in a name's brackets, or what its last word stands for. */
export function guessUnit(column: string): string | undefined {
  const bracket = /[([]\s*([^()[\]]{1,16}?)\s*[)\]]\s*$/.exec(column)?.[1]
  if (bracket !== undefined) return bracket
  const words = column.trim().replace(/[\s.-]+/g, '_')
  return endings.find(([ending]) => ending.test(words))?.[1]
}

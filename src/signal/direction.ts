/**
 * Whether a unit is degrees of direction (`deg`, `°`, `deg from N`), whose values go round: 359 and 1
 * are neighbours. Degrees of temperature (`degC`, `deg C`) are not.
 */
export function isDirectionUnit(unit: string | null | undefined): boolean {
  return (
    unit != null && /^(°|deg(ree)?s?)(?!\s*(c|f|k|celsius|fahrenheit)$)(\s.*)?$/i.test(unit.trim())
  )
}

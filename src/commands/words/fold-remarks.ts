import { listSome } from '../../errors/list-some.ts'

/** Variables that are named in a line before the rest is counted, and remarks likewise. */
export const mostVariables = 5
const mostRemarks = 8
/** From so many on, variables of which the same is to be said are named together. */
const fewestToFold = 4

/**
 * Remarks of a variable each, `power: never loaded`, in one line: where many have the same, once for all, and
 * no more than some, with the number of the rest.
 */
export function foldRemarks(remarks: readonly string[]): string {
  const byText = new Map<string, string[]>()
  for (const remark of remarks) {
    const colon = remark.indexOf(': ')
    const [variable, text] = [remark.slice(0, colon), remark.slice(colon)]
    const of = byText.get(text)
    if (of === undefined) byText.set(text, [variable])
    else of.push(variable)
  }
  const isFolded = (remark: string) =>
    byText.get(remark.slice(remark.indexOf(': ')))!.length >= fewestToFold
  const said = new Set(
    remarks.map((remark) => {
      if (!isFolded(remark)) return remark
      const text = remark.slice(remark.indexOf(': '))
      return `${nameVariables(byText.get(text)!)}${text}`
    }),
  )
  return listRemarks([...said])
}

/** No more than some, with the number of the rest, which `--json` has. */
export function listRemarks(remarks: readonly string[], separator = '; '): string {
  const rest = remarks.length - mostRemarks
  if (rest <= 0) return remarks.join(separator)
  return `${remarks.slice(0, mostRemarks).join(separator)}${separator}and ${rest} more (--json has all)`
}

/** `wind_speed, power`, or of many `200 variables (a, b, c, d, e and 195 more)`. */
export function nameVariables(variables: readonly string[]): string {
  const names = listSome(variables, mostVariables)
  return variables.length > mostVariables ? `${variables.length} variables (${names})` : names
}

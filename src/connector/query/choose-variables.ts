import { nearestName } from '../../errors/did-you-mean.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import type { SourceTable, Variable } from '../../source/table/source-table.ts'

/**
 * The variables that a request names, in its order, each once; all of them if it names none. A text
 * may be a variable's exact name, commas and all, or several names with commas between them.
 *
 * Throws `unknown-variable` that names those there are.
 */
export function chooseVariables(
  { variables }: SourceTable,
  asked: readonly string[] | undefined,
): readonly Variable[] {
  if (asked === undefined) return variables
  const known = new Map(variables.map((variable) => [variable.name, variable]))
  const names = asked.flatMap((text) =>
    known.has(text) ? [text] : text.split(',').map((name) => name.trim()),
  )
  const unknown = names.filter((name) => !known.has(name))
  if (unknown.length > 0) throw unknownVariable(unknown, [...known.keys()])
  return [...new Set(names)].map((name) => known.get(name)!)
}

function unknownVariable(unknown: readonly string[], known: readonly string[]): MinuanoError {
  const named = [...new Set(unknown)].map((name) => {
    const nearest = nearestName(name, known)
    const hint = nearest === undefined ? '' : ` (did you mean ${nearest}?)`
    return `${JSON.stringify(name)}${hint}`
  })
  return new MinuanoError(
    'unknown-variable',
    `the Source has no variable ${named.join(', ')}; it has ${known.length === 0 ? 'none' : known.join(', ')}`,
  )
}

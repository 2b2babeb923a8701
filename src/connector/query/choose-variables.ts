import { listSome } from '../../errors/list-some.ts'
import { listUnknown } from '../../errors/list-unknown.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import type { SourceFacts, SourceVariable } from '../../source/source.ts'

/** Unknown names that an answer lists, and looks for a likeness of: thousands may have been asked for. */
const mostUnknown = 5

/** Names of a wide Source that an answer lists; `/variables` has them all. */
const mostKnown = 30

/**
 * The variables that a request names, in its order, each once; all of them if it names none. A text
 * may be a variable's exact name, commas and all, or several names with commas between them.
 *
 * Throws `unknown-variable` that names those there are.
 */
export function chooseVariables(
  { variables }: SourceFacts,
  asked: readonly string[] | undefined,
): readonly SourceVariable[] {
  if (asked === undefined) return variables
  const known = byName(variables)
  const names = splitNames(asked, known)
  const unknown = names.filter((name) => !known.has(name))
  if (unknown.length > 0) throw unknownVariable([...new Set(unknown)], [...known.keys()])
  return [...new Set(names)].map((name) => known.get(name)!)
}

/** Whether the Source has every variable that a request names. */
export function hasVariables(
  { variables }: SourceFacts,
  asked: readonly string[] | undefined,
): boolean {
  const known = byName(variables)
  return splitNames(asked ?? [], known).every((name) => known.has(name))
}

function byName(variables: readonly SourceVariable[]): ReadonlyMap<string, SourceVariable> {
  return new Map(variables.map((variable) => [variable.name, variable]))
}

function splitNames(
  asked: readonly string[],
  known: ReadonlyMap<string, SourceVariable>,
): string[] {
  return asked.flatMap((text) =>
    known.has(text) ? [text] : text.split(',').map((name) => name.trim()),
  )
}

function unknownVariable(unknown: readonly string[], known: readonly string[]): MinuanoError {
  const there = known.length > mostKnown ? ` (all of them: /variables)` : ''
  return new MinuanoError(
    'unknown-variable',
    `the Source has no variable ${listUnknown(unknown, known, mostUnknown)}; it has ${known.length === 0 ? 'none' : listSome(known, mostKnown)}${there}`,
  )
}

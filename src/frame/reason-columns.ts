import type { FrameLayout } from './frame.ts'

/**
 * The names that columns of reasons have in an answer, by variable: `power.reason`, with more underscores
 * than any column that is called so. Readers of Arrow need not guess: the column's metadata says of which
 * variable it is.
 */
export function reasonColumns({
  timeName,
  columns,
  reasons = [],
}: FrameLayout): ReadonlyMap<string, string> {
  const taken = new Set([timeName, ...columns])
  return new Map(
    reasons.map((variable) => {
      let name = `${variable}.reason`
      while (taken.has(name)) name += '_'
      taken.add(name)
      return [variable, name]
    }),
  )
}

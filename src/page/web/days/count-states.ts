/** How many days of these have each letter. */
export function countStates(states: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const text of states) {
    for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  }
  return counts
}

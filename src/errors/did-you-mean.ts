/** The known name that is nearest to a mistyped one; undefined if none is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const [nearest] = known
    .map((candidate) => ({ candidate, distance: nameDistance(name, candidate) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.distance - b.distance)
  return nearest?.candidate
}

/** 0 for names that differ in case and punctuation alone, 1 for one that begins with the other. */
function nameDistance(first: string, second: string): number {
  const [one, two] = [first, second].map((name) => name.toLowerCase().replace(/[^a-z0-9]/g, ''))
  if (one === two) return 0
  if (one !== '' && two !== '' && (one!.startsWith(two!) || two!.startsWith(one!))) return 1
  return editDistance(one!, two!)
}

/** Levenshtein's: the fewest letters to insert, delete or replace. */
function editDistance(first: string, second: string): number {
  let row = Array.from({ length: second.length + 1 }, (_, index) => index)
  for (let i = 1; i <= first.length; i++) {
    const next = [i]
    for (let j = 1; j <= second.length; j++) {
      const replaced = row[j - 1]! + (first[i - 1] === second[j - 1] ? 0 : 1)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, replaced))
    }
    row = next
  }
  return row[second.length]!
}

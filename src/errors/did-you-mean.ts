/** A longer text is no mistyped name; names in PostgreSQL have 63 bytes at most. */
const longestName = 256

/** More slips than these make another name. Each letter of a name is compared with twice as many others. */
const mostEdits = 6

/**
 * The known name that is nearest to a mistyped one; undefined if none is near. Of 1,500 names of 60
 * letters, all of them alike, it takes some milliseconds: ask for the first few of many names.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (name.length > longestName) return undefined
  const wanted = plain(name)
  let nearest: string | undefined
  let least = mostEdits + 1
  for (const candidate of known) {
    if (candidate.length > longestName) continue
    const near = Math.max(1, Math.floor(candidate.length / 3))
    const distance = nameDistance(wanted, plain(candidate), Math.min(near, least - 1))
    if (distance > near || distance >= least) continue
    nearest = candidate
    least = distance
    if (least === 0) break
  }
  return nearest
}

/** What is left when case and punctuation do not count. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}

/** 0 for equal names, 1 for one that begins with the other; more than `most` if there are more edits. */
function nameDistance(one: string, two: string, most: number): number {
  if (one === two) return 0
  if (one !== '' && two !== '' && (one.startsWith(two) || two.startsWith(one))) return 1
  return editDistance(one, two, most)
}

/** Two rows of the table of distances, used again by every call. */
const rows = [new Uint16Array(longestName + 1), new Uint16Array(longestName + 1)] as const

/**
 * Levenshtein's: the fewest letters to insert, delete or replace; `most` + 1 if they are more than
 * `most`. Only what lies within `most` of the diagonal is looked at, and no further than it can help.
 */
function editDistance(first: string, second: string, most: number): number {
  const tooMany = most + 1
  if (Math.abs(first.length - second.length) > most) return tooMany
  let [row, next] = rows
  for (let j = 0; j <= second.length; j++) row[j] = Math.min(j, tooMany)
  for (let i = 1; i <= first.length; i++) {
    const from = Math.max(1, i - most)
    const to = Math.min(second.length, i + most)
    next[from - 1] = from === 1 ? Math.min(i, tooMany) : tooMany
    let least = next[from - 1]!
    const letter = first.charCodeAt(i - 1)
    for (let j = from; j <= to; j++) {
      const replaced = row[j - 1]! + (letter === second.charCodeAt(j - 1) ? 0 : 1)
      const above = j < i + most ? row[j]! : tooMany
      let edits = above < next[j - 1]! ? above + 1 : next[j - 1]! + 1
      if (replaced < edits) edits = replaced
      next[j] = edits
      if (edits < least) least = edits
    }
    if (least > most) return tooMany
    ;[row, next] = [next, row]
  }
  return row[second.length]!
}

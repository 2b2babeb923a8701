const separators = /[./_:;|\\ -]+/g

/** Tags that patterns are made of; all are tried on each. */
const mostTags = 400
/** So many words before the asset, and behind it, may be the same in all tags. */
const mostWords = 4
/** What so many of the tags have in common may be literal text. */
const shareOfLiteral = 0.5

/**
 * Patterns that tags may be written by, `{asset}.{variable}` and the like: with the text before the asset, between it and
 * the variable, and behind, that most of the tags have. The plain ones come first.
 */
export function listPatterns(all: readonly string[]): string[] {
  const step = Math.max(1, Math.floor(all.length / mostTags))
  const tags = all.filter((tag, index) => index % step === 0 && !/[{}]/.test(tag))
  const patterns = new Set<string>()
  for (const prefix of commonStarts(tags)) {
    const rests = tags
      .filter((tag) => tag.startsWith(prefix))
      .map((tag) => tag.slice(prefix.length))
    for (const separator of separatorsOf(rests)) {
      const behind = rests.flatMap((rest) => {
        const at = rest.indexOf(separator)
        return at < 1 ? [] : [rest.slice(at + separator.length)]
      })
      for (const middle of commonStarts(behind)) {
        const last = behind
          .filter((rest) => rest.startsWith(middle))
          .map((rest) => rest.slice(middle.length))
        for (const end of commonEnds(last)) {
          patterns.add(`${prefix}{asset}${separator}${middle}{variable}${end}`)
        }
      }
      patterns.add(`${prefix}{variable}${separator}{asset}`)
    }
  }
  return [...patterns]
}

/** Texts that end in a separator with which many of the texts begin; the empty one first. */
function commonStarts(texts: readonly string[]): string[] {
  const found = ['']
  for (let words = 1; words <= mostWords; words++) {
    const starts = texts.flatMap((text) => {
      const ends = [...text.matchAll(separators)].map(({ index, 0: { length } }) => index + length)
      const end = ends[words - 1]
      return end === undefined || end === text.length ? [] : [text.slice(0, end)]
    })
    const common = mostFrequent(starts)
    if (common === undefined || common.count < texts.length * shareOfLiteral) break
    found.push(common.text)
  }
  return found
}

/** The same of ends that begin with one. */
function commonEnds(texts: readonly string[]): string[] {
  const found = ['']
  for (let words = 1; words <= mostWords; words++) {
    const ends = texts.flatMap((text) => {
      const starts = [...text.matchAll(separators)].map(({ index }) => index)
      const start = starts.at(-words)
      return start === undefined || start === 0 ? [] : [text.slice(start)]
    })
    const common = mostFrequent(ends)
    if (common === undefined || common.count < texts.length * shareOfLiteral) break
    found.push(common.text)
  }
  return found
}

/** The separators that stand in these texts behind something, the most frequent first. */
function separatorsOf(texts: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const text of texts) {
    const own = new Set([...text.matchAll(separators)].map(([separator]) => separator))
    for (const separator of own) counts.set(separator, (counts.get(separator) ?? 0) + 1)
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([separator]) => separator)
}

function mostFrequent(texts: readonly string[]): { text: string; count: number } | undefined {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  const [first] = [...counts].sort(([, a], [, b]) => b - a)
  return first === undefined ? undefined : { text: first[0], count: first[1] }
}

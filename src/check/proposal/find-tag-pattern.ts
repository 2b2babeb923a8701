import { parseTagPattern } from '../../signal/tag-pattern.ts'
import type { TagNames } from '../../signal/tag-pattern.ts'
import { listPatterns } from './list-patterns.ts'

/** How tags seem to be written. */
export interface FoundPattern {
  /** As `SOURCE_TAG_PATTERN` has it. */
  readonly pattern: string
  readonly hasAsset: boolean
  /** What the tags that fit name. */
  readonly named: readonly TagNames[]
  /** Tags that do not fit. */
  readonly others: readonly string[]
}

/** Of the tags, so many at least must be written so. */
const leastShare = 0.5
const leastScore = 0.5

/**
 * The pattern that most tags of several assets follow: one by which the same variables come back with asset after
 * asset. Undefined where there is none: then nothing says which part of a tag names an asset.
 */
export function findTagPattern(tags: readonly string[]): FoundPattern | undefined {
  let best: { readonly found: FoundPattern; readonly score: number } | undefined
  for (const pattern of listPatterns(tags)) {
    const found = readAll(pattern, tags)
    if (found === undefined || found.named.length < tags.length * leastShare) continue
    const score = rate(found, tags.length)
    if (score < leastScore) continue
    // What differs by less is as good: the first of them comes nearest to how people write.
    if (best === undefined || score > best.score + 1e-9) best = { found, score }
  }
  return best?.found
}

/** What a pattern makes of tags; undefined where it is none. */
export function readAll(pattern: string, tags: readonly string[]): FoundPattern | undefined {
  const parsed = parseTagPattern(pattern)
  if (parsed === undefined) return undefined
  const named: TagNames[] = []
  const others: string[] = []
  for (const tag of tags) {
    const names = parsed.read(tag)
    if (names === undefined) others.push(tag)
    else named.push(names)
  }
  return { pattern, hasAsset: parsed.hasAsset, named, others }
}

/**
 * How well a pattern tells assets from variables, about 0 to 1: the share of tags whose variable another asset has too
 * and whose asset has others; less where assets' names have no digit, or are written in many ways.
 */
function rate({ named, pattern }: FoundPattern, all: number): number {
  const owners = group(named, ({ variable }) => variable)
  const own = group(named, ({ asset }) => asset)
  const assets = [...own.keys()]
  const shapes = new Set(assets.map((asset) => asset.replace(/\d+/g, '0'))).size
  const isOne = owners.size === 1 && shapes === 1 && !assets.some((name) => /[./_:;|\\]/.test(name))
  const shared = named.filter(
    ({ asset, variable }) => owners.get(variable)! > 1 && (own.get(asset)! > 1 || isOne),
  )
  const numbered = assets.filter((asset) => /\d/.test(asset)).length / Math.max(1, own.size)
  // Literal text that all tags have says nothing of a variable, whose shorter name is the better, if it is a name.
  const literal = [...owners.keys()].every((variable) => /^\p{L}/u.test(variable))
    ? pattern.length / 1e4
    : 0
  return (
    (shared.length / all) * (0.6 + 0.4 * numbered) - Math.min(0.3, 0.02 * (shapes - 1)) + literal
  )
}

function group(named: readonly TagNames[], by: (names: TagNames) => string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const names of named) counts.set(by(names), (counts.get(by(names)) ?? 0) + 1)
  return counts
}

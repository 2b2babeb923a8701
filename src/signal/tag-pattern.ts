import type { Asset } from './asset.ts'

/** What a tag names: a variable, and of a Source of several assets whose. */
export interface TagNames {
  /** `''` where there is one asset, without a name. */
  readonly asset: Asset
  readonly variable: string
}

/** How tags are written: `{asset}.{variable}`. */
export interface TagPattern {
  /** Whether tags name an asset too. */
  readonly hasAsset: boolean
  /** What a tag names; undefined where it is not written so. */
  readonly read: (tag: string) => TagNames | undefined
}

/**
 * The pattern that a text is: literal text with `{variable}` and perhaps `{asset}` in it, each once. Both match what
 * is not empty, the first as little as possible, and all of a tag must match. Undefined where it is none: without
 * `{variable}`, with braces of other names, or with nothing between the two.
 */
export function parseTagPattern(text: string): TagPattern | undefined {
  const parts = text.split(/(\{[^{}]*\})/)
  const names = parts.filter((_, index) => index % 2 === 1)
  const literals = parts.filter((_, index) => index % 2 === 0)
  const hasAsset = names.includes('{asset}')
  const isKnown = names.every((name) => name === '{asset}' || name === '{variable}')
  const isOnce = new Set(names).size === names.length
  if (!isKnown || !isOnce || !names.includes('{variable}')) return undefined
  if (literals.some((literal) => /[{}]/.test(literal))) return undefined
  if (names.length === 2 && literals[1] === '') return undefined
  const pieces = parts.map((part, index) =>
    index % 2 === 1 ? `(?<${part.slice(1, -1)}>.+?)` : escape(part),
  )
  const expression = new RegExp(`^${pieces.join('')}$`, 'su')
  return {
    hasAsset,
    read: (tag) => {
      const { asset = '', variable } = expression.exec(tag)?.groups ?? {}
      return variable === undefined ? undefined : { asset, variable }
    },
  }
}

function escape(literal: string): string {
  return literal.replace(/[\\^$.*+?()[\]|/]/g, '\\$&')
}

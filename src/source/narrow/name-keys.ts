import { parseTagPattern } from '../../signal/tag-pattern.ts'
import type { TagNames } from '../../signal/tag-pattern.ts'
import type { NarrowSettings } from './demand-settings.ts'
import type { FoundKeys, Key, NameKeys, RawKey } from './narrow-table.ts'

/**
 * What tags name, by the settings: a tag's own entry wins over the pattern, and a variable that is renamed over one
 * that is called so. A tag whose names another has is one without a variable: its rows are not that one's.
 */
export function nameKeysBy(settings: NarrowSettings): NameKeys {
  const renamed = new Map([...(settings.sourceColumns ?? [])].map(([name, part]) => [part, name]))
  const read = tagReader(settings)
  return (raw) => sortOut(raw.map((key) => ({ ...key, ...read(key) })).map(rename))

  /** A name that is given wins over one that stands there. */
  function rename({ isGiven, ...key }: NamedKey): NamedKey {
    const variable = key.variable === undefined ? undefined : renamed.get(key.variable)
    return variable === undefined || isGiven === true
      ? { ...key, isGiven: isGiven === true }
      : { ...key, variable, isGiven: true }
  }
}

interface NamedKey extends RawKey {
  readonly variable?: string | undefined
  /** Whether a setting says just this. */
  readonly isGiven?: boolean
}

function tagReader(
  settings: NarrowSettings,
): (key: RawKey) => Partial<TagNames> & { readonly isGiven?: boolean } {
  const { sourceTagColumn, sourceTagPattern, sourceTags } = settings
  if (sourceTagColumn === undefined) return ({ tag }) => (tag === '' ? {} : { variable: tag })
  const pattern = sourceTagPattern === undefined ? undefined : parseTagPattern(sourceTagPattern)
  return ({ tag }) => {
    const own = tag === '' ? undefined : sourceTags?.get(tag)
    return own === undefined ? (pattern?.read(tag) ?? {}) : { ...own, isGiven: true }
  }
}

function sortOut(named: readonly NamedKey[]): FoundKeys {
  const byName = new Map<string, Key>()
  const tagsWithoutVariable: string[] = []
  const given = named.filter(({ isGiven }) => isGiven === true)
  for (const { asset, tag, variable } of [...given, ...named]) {
    const name = JSON.stringify([asset, variable])
    const taken = byName.get(name)
    if (variable !== undefined && taken === undefined) byName.set(name, { asset, tag, variable })
    else if (taken?.tag !== tag) tagsWithoutVariable.push(tag)
  }
  const wanted = new Set(byName.values())
  return { keys: inOrder(named, wanted), tagsWithoutVariable: [...new Set(tagsWithoutVariable)] }
}

/** Asset by asset, each where its first tag stands. */
function inOrder(named: readonly NamedKey[], wanted: ReadonlySet<Key>): readonly Key[] {
  const places = new Map<string, number>()
  for (const { asset } of named) if (!places.has(asset)) places.set(asset, places.size)
  return [...wanted].sort(
    (a, b) =>
      places.get(a.asset)! - places.get(b.asset)! ||
      (a.variable < b.variable ? -1 : Number(a.variable > b.variable)),
  )
}

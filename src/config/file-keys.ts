import type { Setting } from './setting.ts'
import { settings } from './settings.ts'
import type { SettingName } from './settings.ts'

/** A key of `minuano.json`, and what is below it. */
export interface FileKey {
  /** The setting whose value stands here. */
  readonly name?: SettingName
  /** Its keys, where an object may stand here; `*` is any variable's name. */
  readonly keys: Map<string, FileKey>
}

/** The keys of `minuano.json` as a tree, out of the settings' keys. */
export function fileKeys(): FileKey {
  const root: FileKey = { keys: new Map() }
  for (const [name, { key }] of Object.entries<Setting<unknown>>(settings)) {
    if (key === undefined) continue
    let place = root
    for (const part of key.split('.')) {
      const next = place.keys.get(part) ?? { keys: new Map<string, FileKey>() }
      place.keys.set(part, next)
      place = next
    }
    Object.assign(place, { name })
  }
  return root
}

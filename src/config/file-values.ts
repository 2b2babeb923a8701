import { explainFileKey, refuseSecret } from './explain-file-key.ts'
import { fileKeys } from './file-keys.ts'
import type { FileKey } from './file-keys.ts'
import { redact } from '../log/redact.ts'
import { writePairs } from './pairs.ts'
import type { Setting } from './setting.ts'
import { settings } from './settings.ts'
import type { SettingName } from './settings.ts'

/** Settings out of a file's JSON, as the text that their environment variable would hold. */
export interface FileValues {
  readonly texts: ReadonlyMap<SettingName, string>
  readonly faults: readonly string[]
}

/** Longer values are cut in a fault. */
const shownCharacters = 60

/** Reads a file's JSON. Each fault names the key, the value and what is allowed. */
export function readFileValues(json: unknown, path: string): FileValues {
  const texts = new Map<SettingName, string>()
  const faults: string[] = []
  for (const found of findValues(json, fileKeys(), [])) {
    const fault = 'fault' in found ? found.fault : keep(texts, found)
    const key = found.at.length === 0 ? path : `${found.at.join('.')} in ${path}`
    if (fault !== undefined) faults.push(`${key}: ${fault}`)
  }
  return { texts, faults }
}

/** A setting's value, and the keys that lead to it. */
interface FoundValue {
  readonly at: readonly string[]
  readonly name: SettingName
  readonly value: unknown
}

interface FoundFault {
  readonly at: readonly string[]
  readonly fault: string
}

function* findValues(
  value: unknown,
  place: FileKey,
  at: readonly string[],
): Generator<FoundValue | FoundFault> {
  const isParent = place.keys.size > 0 && isObject(value)
  if (place.name !== undefined && isSecret(place.name)) {
    yield { at, fault: refuseSecret(settings[place.name]) }
  } else if (place.name !== undefined) {
    // An object of variables is also the list of their names.
    yield { at, name: place.name, value: isParent ? Object.keys(value) : value }
  } else if (!isParent) {
    yield {
      at,
      fault: refuse(value, `an object with the keys ${allowedKeys(place).join(', ')}`),
    }
  }
  for (const [key, child] of isParent ? Object.entries(value) : []) {
    if (key === '$schema' && at.length === 0) continue
    const next = place.keys.get(key) ?? place.keys.get('*')
    if (next !== undefined) yield* findValues(child, next, [...at, key])
    else yield { at: [...at, key], fault: explainFileKey(key, allowedKeys(place)) }
  }
}

/** Keeps a value as text, with those of other variables; a fault if it is not allowed. */
function keep(
  texts: Map<SettingName, string>,
  { at, name, value }: FoundValue,
): string | undefined {
  const { key, reader }: Setting<unknown> = settings[name]
  const own = reader.json.toText(value)
  const isByVariable = key?.includes('*') === true && own !== undefined
  const text = isByVariable ? writePairs(new Map([[at[1]!, own]])) : own
  if (text === undefined || reader.read(text) === undefined) {
    return refuse(value, reader.json.expects ?? reader.expects)
  }
  const others = texts.get(name)
  texts.set(name, others === undefined ? text : `${others},${text}`)
  return undefined
}

/** The keys to name in a fault: not those of secrets, unless there are no others. */
function allowedKeys({ keys }: FileKey): string[] {
  const plain = [...keys].filter(([, { name }]) => name === undefined || !isSecret(name))
  return (plain.length > 0 ? plain : [...keys]).map(([key]) => key)
}

function isSecret(name: SettingName): boolean {
  return (settings[name] as Setting<unknown>).secret === true
}

function refuse(value: unknown, expects: string): string {
  const text = redact(JSON.stringify(value))
  const shown = text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text
  return `${shown} is not allowed: it must be ${expects}`
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

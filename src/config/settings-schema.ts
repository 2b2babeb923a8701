import { refuseSecret } from './explain-file-key.ts'
import { fileKeys } from './file-keys.ts'
import type { FileKey } from './file-keys.ts'
import type { JsonSchema } from './json-form.ts'
import type { Setting } from './setting.ts'
import { settings } from './settings.ts'

/** The JSON Schema of `minuano.json`, made from the settings: editors complete and check by it. */
export function settingsSchema(): JsonSchema {
  const { properties, ...rest } = objectSchema(fileKeys())
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Settings of Minuano',
    ...rest,
    properties: { $schema: { type: 'string' }, ...(properties as object) },
  }
}

function schemaOf(place: FileKey): JsonSchema {
  if (place.name === undefined) return objectSchema(place)
  const setting: Setting<unknown> = settings[place.name]
  // Nothing is allowed where a secret would stand; an editor says why.
  if (setting.secret === true) return { description: refuseSecret(setting), not: {} }
  const { schema } = setting.reader.json
  const described = { description: setting.help, ...defaultOf(setting) }
  if (place.keys.size === 0) return { ...described, ...schema }
  return { ...described, anyOf: [schema, objectSchema(place)] }
}

/** An object with a schema a key; where any name may be a key, they share one. */
function objectSchema(place: FileKey): JsonSchema {
  const any = place.keys.get('*')
  if (any !== undefined) {
    const { items } = settings.variables.reader.json.schema
    const names = { propertyNames: items, minProperties: 1 }
    return { type: 'object', ...names, additionalProperties: schemaOf(any) }
  }
  const properties = Object.fromEntries([...place.keys].map(([key, next]) => [key, schemaOf(next)]))
  return { type: 'object', additionalProperties: false, properties }
}

function defaultOf({ fallback, reader }: Setting<unknown>): JsonSchema {
  if (fallback === undefined || fallback === '') return {}
  const { type } = reader.json.schema
  if (type === 'number' || type === 'integer') return { default: Number(fallback) }
  return { default: type === 'array' ? fallback.split(',') : fallback }
}

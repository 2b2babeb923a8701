/** A value of a materialization's or a check's metadata, as it goes over the wire. */
export interface MetadataValue {
  readonly type: MetadataType
  readonly raw_value: unknown
}

export type MetadataType =
  | '__infer__'
  | 'asset'
  | 'bool'
  | 'dagster_run'
  | 'float'
  | 'int'
  | 'json'
  | 'md'
  | 'notebook'
  | 'null'
  | 'path'
  | 'table'
  | 'table_column_lineage'
  | 'table_schema'
  | 'text'
  | 'timestamp'
  | 'url'

/** Text, numbers, booleans, `null` and JSON say themselves what they are; others are `typed`. */
export type MetadataInput =
  | MetadataValue
  | string
  | number
  | boolean
  | null
  | readonly unknown[]
  | Readonly<Record<string, unknown>>

const isTyped = Symbol('typed')

/** A value of a type that it does not say itself: `typed('md', '# Title')`. */
export function typed(type: MetadataType, value: unknown): MetadataValue {
  const metadata: MetadataValue = { type, raw_value: value }
  // Not part of the JSON: it tells a typed value from a caller's own object of the same shape.
  return Object.defineProperty(metadata, isTyped, { value: true })
}

export function toMetadataValue(input: MetadataInput): MetadataValue {
  if (typeof input === 'string') return { type: 'text', raw_value: input }
  if (typeof input === 'boolean') return { type: 'bool', raw_value: input }
  if (typeof input === 'number') return numberValue(input)
  if (input === null) return { type: 'null', raw_value: null }
  return isTyped in input ? (input as MetadataValue) : { type: 'json', raw_value: input }
}

/**
 * JSON writes 3.0 as 3, which the host refuses as a `float`; and it has no infinities and no NaN,
 * which arrive as text.
 */
function numberValue(value: number): MetadataValue {
  if (Number.isSafeInteger(value)) return { type: 'int', raw_value: value }
  if (!Number.isFinite(value)) return { type: 'text', raw_value: String(value) }
  return { type: 'float', raw_value: value }
}

/** PostgreSQL's types, by their bare names, that are numbers. */
export const numericTypes: readonly string[] = [
  'int2',
  'int4',
  'int8',
  'float4',
  'float8',
  'numeric',
]

import { MinuanoError } from '../../errors/minuano-error.ts'

/** A column that is needed and may not be read, perhaps since a setting names it. */
export function notReadable(relation: string, column: string, setting?: string): MinuanoError {
  const named = setting === undefined ? '' : `, which ${setting} names`
  return new MinuanoError(
    'source-refused',
    `this user may not read the column ${column} of ${relation}${named}: grant select on it`,
  )
}

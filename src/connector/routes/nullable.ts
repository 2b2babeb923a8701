import { Type } from 'typebox'

/**
 * A value that may be null, by `type: [T, "null"]`: of the other way to say it, `anyOf`, generators of clients make
 * a class of its own, or crash.
 */
export function nullable<T extends 'string' | 'number'>(type: T, options: object) {
  return Type.Unsafe<(T extends 'string' ? string : number) | null>({
    type: [type, 'null'],
    ...options,
  })
}

export function nullableTime(options: object) {
  return nullable('string', { format: 'date-time', ...options })
}

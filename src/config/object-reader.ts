import type { JsonSchema } from './json-form.ts'
import type { Reader } from './setting.ts'

/** How a JSON object is read. */
export interface ObjectForm<T extends object> {
  /** What the text says, or what is wrong with it; `undefined` where there is no more to say than what it must be. */
  readonly parse: (text: string) => T | string | undefined
  /** The value as JSON. */
  readonly write: (value: T) => object
  /** Begins with `a JSON object`. */
  readonly expects: string
  readonly schema: JsonSchema
}

/** A reader of a JSON object, which in `minuano.json` is the object itself. */
export function objectReader<T extends object>(form: ObjectForm<T>): Reader<T> {
  const { parse, write, expects, schema } = form
  return {
    read: (text) => {
      const read = parse(text)
      return typeof read === 'string' ? undefined : read
    },
    fault: (text) => {
      const read = parse(text)
      return typeof read === 'string' ? read : undefined
    },
    write: (value) => JSON.stringify(write(value)),
    expects,
    json: {
      schema,
      toText: (value) => JSON.stringify(value),
      expects: expects.replace('a JSON object', 'an object'),
    },
  }
}

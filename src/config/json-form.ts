/** A part of a JSON Schema, draft 7. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** How a kind of value stands in `minuano.json`. */
export interface JsonForm {
  readonly schema: JsonSchema
  /** The text that the kind's reader reads; `undefined` if this is no such JSON value. */
  toText(value: unknown): string | undefined
  /** Completes "must be …", where it is not what the reader expects of text. */
  readonly expects?: string
}

/** A JSON string; the form is checked by pattern too, so that an editor sees what the reader refuses. */
export function stringForm(pattern?: string, more: JsonSchema = {}): JsonForm {
  const allowed = new RegExp(pattern ?? '')
  return {
    schema: { type: 'string', ...(pattern === undefined ? {} : { pattern }), ...more },
    toText: (value) => (typeof value === 'string' && allowed.test(value) ? value : undefined),
  }
}

/** One of a few words. */
export function choiceForm(choices: readonly string[]): JsonForm {
  return {
    schema: { enum: choices },
    toText: (value) => choices.find((choice) => choice === value),
  }
}

/** A JSON number within bounds, which the reader checks; `expects` says that it has no quotes. */
export function numberForm(expects: string, bounds: JsonSchema, type = 'number'): JsonForm {
  return {
    schema: { type, ...bounds },
    toText: (value) => (typeof value === 'number' ? String(value) : undefined),
    expects: `${expects}, without quotes`,
  }
}

/** A JSON array of strings, each once. */
export function listForm(expects: string, item: JsonForm): JsonForm {
  return {
    schema: { type: 'array', items: item.schema, minItems: 1, uniqueItems: true },
    toText: (value) => {
      const texts = Array.isArray(value) ? value.map((each) => item.toText(each)) : [undefined]
      return texts.includes(undefined) ? undefined : texts.join(',')
    },
    expects,
  }
}

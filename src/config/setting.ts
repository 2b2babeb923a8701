import type { JsonForm } from './json-form.ts'

/** How one kind of value is read from text, and what to say it must be. */
export interface Reader<T> {
  /** `undefined` if the text is not such a value. */
  read(text: string): T | undefined
  /** Completes "NAME: …" where it can say more than `expects`; no part of the text may be in it. */
  fault?(text: string): string | undefined
  /** The text as a message may show it; without it, as it is. */
  show?(text: string): string
  /** The text that `read` reads as this value; without it, `String` makes it. */
  write?(value: T): string
  /** Completes "must be …". */
  readonly expects: string
  /** The value in `minuano.json`; of a setting by variable, that of one variable. */
  readonly json: JsonForm
}

/** The processes that others start, each with an environment of its own. */
export type StartedProcess = 'connector' | 'etl' | 'page'

/** One setting: its single definition, from which types, flags, documentation and faults derive. */
export interface Setting<T> {
  /** Environment variable; a secret is also read from the file that `<env>_FILE` names. */
  readonly env: string
  /** Command-line flag, where it has one. */
  readonly flag?: string
  /** Key in `minuano.json`, `*` for any variable's name; a secret's key is there to be refused. */
  readonly key?: string
  readonly secret?: true
  /** The started processes that are given the value in force. A secret is handed over by name alone. */
  readonly goesTo?: readonly StartedProcess[]
  readonly reader: Reader<unknown>
  /** The default, as text; `undefined` where the setting may be absent. */
  readonly fallback: string | undefined
  readonly help: string
  /** Never set: carries the value's type. */
  readonly type?: T
}

interface Definition<T> {
  readonly env: string
  readonly flag?: string
  readonly key?: string
  readonly secret?: true
  readonly goesTo?: readonly StartedProcess[]
  readonly help: string
  readonly reader: Reader<T>
}

/** A setting that always has a value. */
export function setting<T>(definition: Definition<T> & { readonly fallback: string }): Setting<T> {
  return definition
}

/** A setting that may be absent. */
export function optionalSetting<T>(definition: Definition<T>): Setting<T | undefined> {
  return { ...definition, fallback: undefined }
}

/** A value as the text that its environment variable would hold. */
export function textOf({ reader }: Setting<unknown>, value: unknown): string {
  return reader.write?.(value) ?? String(value)
}

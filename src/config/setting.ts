/** How one kind of value is read from text, and what to say it must be. */
export interface Reader<T> {
  /** `undefined` if the text is not such a value. */
  read(text: string): T | undefined
  /** Completes "must be …". */
  readonly expects: string
}

/** One setting: its single definition, from which types, flags, documentation and faults derive. */
export interface Setting<T> {
  /** Environment variable; a secret is also read from the file that `<env>_FILE` names. */
  readonly env: string
  /** Command-line flag, where it has one. */
  readonly flag?: string
  readonly secret?: true
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
  readonly secret?: true
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

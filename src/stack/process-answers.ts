import { MinuanoError } from '../errors/minuano-error.ts'

/**
 * What a process that another one starts answers, as one line of JSON: who prints it and who reads it
 * share this. There may be more in it. (What a process is given are settings: `goesTo` of each.)
 */
const answers = {
  /** `connector --json`, once it serves; with `--check-source` also `isSourceThere`. */
  connector: { url: 'string', docs: 'string' },
  /** `connector --json --check-source`, where the Source refuses, or is not as the settings say. */
  connectorFault: { code: 'string', message: 'string' },
  /** `page --json`, once it serves. */
  page: { url: 'string' },
  /** `backfill --json`, at its end; one that fails before answers nothing. */
  backfill: { days: 'number', failed: 'number', sourceRows: 'number', seconds: 'number' },
  /** `up --json`, when the job is done. The URLs are whole. */
  up: { target: { url: 'string' }, connector: { url: 'string', docs: 'string' } },
} as const satisfies Record<string, Shape>

interface Shape {
  readonly [key: string]: 'string' | 'number' | Shape
}

/** The values of a shape; every object with `More` in it. */
type Shaped<S, More> = S extends 'string'
  ? string
  : S extends 'number'
    ? number
    : { readonly [Key in keyof S]: Shaped<S[Key], More> } & More

export type Answering = keyof typeof answers

export type Answer<Name extends Answering> = Shaped<(typeof answers)[Name], unknown>

export function writeAnswer<Name extends Answering>(
  _: Name,
  answer: Shaped<(typeof answers)[Name], Readonly<Record<string, unknown>>>,
): string {
  return JSON.stringify(answer)
}

/** Throws `process-failed` if it is another text. */
export function readAnswer<Name extends Answering>(name: Name, text: string): Answer<Name> {
  const answer = answerOf(name, text)
  if (answer !== undefined) return answer
  throw new MinuanoError(
    'process-failed',
    `${name} answered something else than it should: ${text.slice(0, 200)}`,
  )
}

/** The answer, if the text is this one. */
export function answerOf<Name extends Answering>(
  name: Name,
  text: string,
): Answer<Name> | undefined {
  const answer = parse(text)
  return hasShape(answer, answers[name]) ? (answer as Answer<Name>) : undefined
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function hasShape(value: unknown, shape: Shape[string]): boolean {
  if (typeof shape === 'string') return typeof value === shape
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(shape).every(([key, inner]) =>
    hasShape((value as Record<string, unknown>)[key], inner),
  )
}

/** Why a variable has no value at a time, or one that is doubtful. */
export interface Reason {
  /** In a Frame and in Arrow: 1 to 255, never given to another reason. */
  readonly number: number
  /** In JSON, NDJSON and CSV. */
  readonly name: string
  /** One line for `docs/data-quality.md`: what it says. */
  readonly meaning: string
}

/**
 * Every reason, in the order of their numbers: 1 to 15 are of the value, 16 to 31 of the time, the others
 * are free. 0 is "nothing to say". `docs/data-quality.md` holds the same list: a test keeps them equal.
 */
export const reasons = [
  { number: 1, name: 'no-value', meaning: 'The Source has NULL, NaN or an infinity.' },
  { number: 2, name: 'out-of-range', meaning: 'The value lies outside what is valid.' },
  { number: 3, name: 'bad-quality', meaning: 'The Source calls the value bad.' },
  { number: 4, name: 'uncertain-quality', meaning: 'The Source calls the value uncertain.' },
  { number: 5, name: 'no-number', meaning: 'The Source has something that is not a number.' },
  { number: 6, name: 'substituted', meaning: 'Somebody set the value; it was not measured.' },
  { number: 7, name: 'state', meaning: 'The Source has a digital state where a value would be.' },
  {
    number: 16,
    name: 'ambiguous-time',
    meaning: 'The Source’s clock shows the row’s time twice: it may be either.',
  },
  {
    number: 17,
    name: 'nonexistent-time',
    meaning: 'The Source’s clock never shows the row’s time: it jumped over it.',
  },
  {
    number: 18,
    name: 'unordered-row',
    meaning: 'Nothing says whether the row came before or after another of its time.',
  },
] as const satisfies readonly Reason[]

export type ReasonName = (typeof reasons)[number]['name']

/** A reason's number by its name. */
export const reasonNumbers = Object.fromEntries(
  reasons.map(({ name, number }) => [name, number]),
) as Readonly<Record<ReasonName, number>>

/** The greatest number that a reason of the value may have. */
export const lastOfValue = 15

/** Whether a reason is one of the value: not of its time, nor nothing to say. */
export function isOfValue(number: number): boolean {
  return number >= 1 && number <= lastOfValue
}

/** A number's name; of a number that this version does not know, one that says it. */
export function reasonName(number: number): string {
  return reasons.find((reason) => reason.number === number)?.name ?? `reason-${number}`
}

/** The number of what `reasonName` gives; 0 for another text. */
export function reasonNumber(name: string): number {
  const known = reasons.find((reason) => reason.name === name)?.number
  return known ?? Number(/^reason-(\d+)$/.exec(name)?.[1] ?? 0)
}

/** What a sample of a variable is: a row of it, or a place where one is expected. Each is in just one class. */
export interface SampleClass {
  /** In the Target, as a column, and in JSON. */
  readonly name: string
  /** From 0 on. It is the class's priority too: of those that apply to a sample, the greatest is its class. */
  readonly number: number
  /** One line for `docs/data-quality.md`: what it says. */
  readonly meaning: string
}

/**
 * Every class, in the order of the Target's columns. `docs/data-quality.md` holds the same list, with why the priority
 * is as it is: a test keeps them equal.
 */
export const sampleClasses = [
  { name: 'valid', number: 0, meaning: 'A value that nothing is said against.' },
  {
    name: 'missing',
    number: 4,
    meaning:
      'NULL, NaN or an infinity of which the Source says no more, or no row where one is expected.',
  },
  {
    name: 'out_of_range',
    number: 3,
    meaning: 'A value outside the range that the settings give, or the usual one.',
  },
  { name: 'bad_quality', number: 6, meaning: 'No value: the Source calls it bad.' },
  {
    name: 'uncertain_quality',
    number: 1,
    meaning: 'A value that the Source gives, and calls uncertain.',
  },
  { name: 'no_number', number: 5, meaning: 'No value: a text or a digital state in its place.' },
  {
    name: 'duplicate',
    number: 7,
    meaning:
      'A row that another of its time stands for: it says the same, nothing, or is superseded.',
  },
  {
    name: 'conflicting',
    number: 8,
    meaning:
      'Values of one time that differ, and the values beside them in their bin, which is left out.',
  },
  {
    name: 'ambiguous',
    number: 9,
    meaning:
      'A value whose time comes twice or never on the Source’s clock, and the values beside it in its bin, which is left out.',
  },
  { name: 'frozen', number: 2, meaning: 'A value of a sensor that hangs.' },
  { name: 'excluded', number: 10, meaning: 'A row that somebody excluded by hand.' },
] as const satisfies readonly SampleClass[]

export type SampleClassName = (typeof sampleClasses)[number]['name']

/** A class's number by its name. */
export const classNumbers = Object.fromEntries(
  sampleClasses.map(({ name, number }) => [name, number]),
) as Readonly<Record<SampleClassName, number>>

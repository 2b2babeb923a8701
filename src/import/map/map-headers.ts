import { calledAs } from '../../config/called-as.ts'
import { nearestName } from '../../errors/did-you-mean.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { timeName } from '../../source/source.ts'
import { guessColumns, guessTimes } from './guess-headers.ts'

/** Which of the file's columns are wanted, as the command line says. */
export interface MappingRequest {
  /** The time column's header; several where the date and the time of day stand apart. */
  readonly timestamps: readonly string[]
  /** Headers by the variable that each one is. */
  readonly columns: ReadonlyMap<string, string>
  /** Units by variable. */
  readonly units: ReadonlyMap<string, string>
}

/** One variable of the file. */
export interface MappedColumn {
  readonly name: string
  /** The place of its cell in a record. */
  readonly index: number
  /** As asked for, or from the row of units, or from the header's end: `Wind [m/s]`. */
  readonly unit: string | null
}

export interface Mapping {
  /** The places of the time's cells: joined by a space they are the time. */
  readonly timeIndexes: readonly number[]
  readonly columns: readonly MappedColumn[]
}

/**
 * Finds the wanted columns among the file's headers. Throws `usage` that lists the headers where
 * nothing is mapped, `import-refused` for a header that the file has not, or has twice.
 */
export function mapHeaders(
  headers: readonly string[],
  unitRow: readonly string[],
  request: MappingRequest,
  file: string,
): Mapping {
  const { timestamps, columns, units } = request
  if (timestamps.length === 0 || columns.size === 0) throw unmapped(headers, request, file)
  for (const name of units.keys()) {
    if (columns.has(name)) continue
    throw new MinuanoError('usage', `--unit ${name}=…: there is no --column ${name}=…`)
  }
  if (columns.has(timeName)) {
    throw new MinuanoError(
      'usage',
      `--column ${timeName}=…: that is the time's own name: give the variable another`,
    )
  }
  return {
    timeIndexes: timestamps.map((header) => findHeader(headers, header, file)),
    columns: [...columns].map(([name, header]) => {
      const index = findHeader(headers, header, file)
      const unit = units.get(name) ?? (unitRow[index]?.trim() || unitOf(header))
      return { name, index, unit }
    }),
  }
}

/** The unit in the brackets that end a header, `[m/s]` or `(m/s)`; null if there is none. */
function unitOf(header: string): string | null {
  const match = /(?:\[([^[\]]*)\]|\(([^()]*)\))\s*$/.exec(header)
  return (match?.[1] ?? match?.[2])?.trim() || null
}

function findHeader(headers: readonly string[], wanted: string, file: string): number {
  const name = wanted.trim().normalize()
  const index = headers.indexOf(name)
  if (index === -1) {
    const nearest = nearestName(name, headers)
    const hint = nearest === undefined ? '' : `; did you mean ${JSON.stringify(nearest)}?`
    throw new MinuanoError(
      'import-refused',
      `${file} has no column ${JSON.stringify(name)}${hint}\nIts columns:\n${list(headers)}\nIf these are no names of columns: --header-line N says on which line they are`,
    )
  }
  if (headers.includes(name, index + 1)) {
    throw new MinuanoError(
      'import-refused',
      `${file} has two columns ${JSON.stringify(name)}: give each its own name in the header line`,
    )
  }
  return index
}

/** What to write, with the file's own headers. */
function unmapped(
  headers: readonly string[],
  { timestamps, columns }: MappingRequest,
  file: string,
): MinuanoError {
  const times = timestamps.length > 0 ? timestamps : guessTimes(headers)
  const guessed = guessColumns(headers.filter((header) => !times.includes(header)))
  const wanted = columns.size > 0 ? [...columns] : guessed
  const options = [
    ...times.map((time) => `--timestamp ${JSON.stringify(time)}`),
    ...wanted.map(([name, header]) => `--column ${name}=${JSON.stringify(header)}`),
  ]
  const missing = timestamps.length === 0 ? '--timestamp says which column is the time' : ''
  const lacking = columns.size === 0 ? '--column says which variable a column is' : ''
  return new MinuanoError(
    'usage',
    `${[missing, lacking].filter(Boolean).join(', ')}. The columns of ${file}:\n${list(headers)}\n` +
      `Such as: ${calledAs()} source import ${file} ${options.join(' ')}`,
  )
}

function list(headers: readonly string[]): string {
  return headers.map((header) => `  ${header}`).join('\n')
}

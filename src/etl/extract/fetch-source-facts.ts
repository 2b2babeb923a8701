import { MinuanoError } from '../../errors/minuano-error.ts'
import type { Holds } from '../../signal/hold.ts'
import { askConnector, readJson } from './connector-client.ts'
import type { ConnectorClient } from './connector-client.ts'
import { readHolds } from './read-holds.ts'
import type { SampledVariable } from './read-holds.ts'

/** The period of the Source's rows, RFC 3339, `null` if it has none; and the units that it says, by variable. */
export interface SourceFacts {
  readonly first: string | null
  readonly last: string | null
  /** Rows that the Source has far outside of any turbine's time; 1000 are 1000 or more. */
  readonly outsideRows: number
  readonly units: ReadonlyMap<string, string>
  /** The variables whose values come on change, and how long one holds. */
  readonly holds: Holds
  /** The column that says which of the rows of one time came first, where one is set. */
  readonly orderColumn: string | undefined
  /** The columns of its table by which rows of one time differ; an older Connector says none. */
  readonly rowKeys: readonly RowKey[]
}

/** A column that tells rows of one time apart: whether its name is an asset's or a tag's, and some of its values. */
export interface RowKey {
  readonly column: string
  readonly looksLike: 'asset' | 'tag' | null
  readonly values: readonly (string | number)[]
  readonly count: number
}

interface VariablesAnswer {
  readonly first?: string | null
  readonly last?: string | null
  readonly outside_rows?: number
  readonly order_column?: string
  readonly row_keys?: readonly {
    readonly column: unknown
    readonly looks_like: unknown
    readonly values: readonly unknown[]
    readonly count: unknown
  }[]
  readonly variables: readonly (SampledVariable & {
    readonly name: string
    readonly unit: string | null
  })[]
}

/** Bytes of a list of variables: 1,600 columns, as many as a table may have, take half of it. */
const mostBytes = 1e6

/** Asks `/variables`. Throws `answer-malformed` if the answer is not what it should be. */
export async function fetchSourceFacts(connector: ConnectorClient): Promise<SourceFacts> {
  const answer = await askConnector(connector, '/variables', 'application/json', (body) =>
    readJson(body, mostBytes),
  )
  try {
    const { first, last, variables, outside_rows, order_column, row_keys } =
      answer as VariablesAnswer
    if (first === undefined || last === undefined) throw new Error('it names no period')
    const units = new Map(
      variables.flatMap(({ name, unit }): [string, string][] =>
        unit === null ? [] : [[name, unit]],
      ),
    )
    const rowKeys = (row_keys ?? []).map(({ column, values, count, looks_like: like }): RowKey => ({
      column: String(column),
      values: values.filter((value) => typeof value === 'string' || typeof value === 'number'),
      count: Number(count),
      looksLike: like === 'asset' || like === 'tag' ? like : null,
    }))
    return {
      first,
      last,
      outsideRows: outside_rows ?? 0,
      units,
      holds: readHolds(variables),
      orderColumn: order_column,
      rowKeys,
    }
  } catch (cause) {
    throw new MinuanoError('answer-malformed', "the Connector's list of variables cannot be read", {
      cause,
    })
  }
}

/** What to say of rows outside, which no command loads by itself; nothing where there are none. */
export function describeOutsideRows({ outsideRows }: SourceFacts): string | undefined {
  if (outsideRows === 0) return undefined
  const more = outsideRows >= 1000 ? ' or more' : ''
  const count = outsideRows === 1 ? '1 row' : `${outsideRows} rows${more}`
  return `the Source has ${count} before 1900 or from 2200 on, left out as wrong times`
}

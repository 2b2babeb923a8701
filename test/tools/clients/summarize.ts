interface Read {
  readonly rows: readonly { readonly timestamp: string; readonly power?: number | null }[]
  readonly text: string
  readonly variables: readonly { readonly unit: string | null }[]
  readonly counted: number | undefined
  readonly live: string | undefined
}

/** Prints what a client has read, for the test to compare. */
export function summarize({ rows, text, variables, counted, live }: Read): void {
  const day = {
    rows: rows.length,
    first: rows[0]?.timestamp,
    sum: rows.reduce((sum, { power }) => sum + (power ?? 0), 0),
    nulls: rows.filter(({ power }) => power === null).length,
    lines: text.trim().split('\n').length,
    units: variables.map(({ unit }) => unit),
    counted,
    live,
  }
  console.log(JSON.stringify(day))
}

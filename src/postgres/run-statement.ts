import type pg from 'pg'
import { MinuanoError } from '../errors/minuano-error.ts'
import { describeStatementError } from './describe-statement-error.ts'

/** What a statement gave, as PostgreSQL prints it. */
export interface StatementResult {
  /** PostgreSQL's word for what was done: `SELECT`, `UPDATE`, `CREATE`. */
  readonly command: string
  /** Rows returned or written; `null` where the statement counts none. */
  readonly rowCount: number | null
  readonly columns: readonly StatementColumn[]
  readonly rows: readonly (readonly (string | null)[])[]
}

export interface StatementColumn {
  readonly name: string
  /** The type's number in `pg_type`. */
  readonly type: number
}

/**
 * Runs one statement: in a read-only transaction, or as it is when it may write. Throws `sql-failed`
 * with PostgreSQL's message, the place in the text, and its hint; a broken connection's error as it is.
 */
export async function runStatement(
  client: pg.Client,
  statement: string,
  { mayWrite }: { readonly mayWrite: boolean },
): Promise<StatementResult> {
  // Neither the rows of COPY nor its input have a place in a result.
  if (/^\s*copy\b/i.test(statement)) {
    throw new MinuanoError('sql-failed', 'COPY does not work here: use select, with --json')
  }
  // Writing statements go without a transaction block: some, such as VACUUM, refuse one.
  if (mayWrite) return execute(client, statement)
  await client.query('begin read only')
  try {
    return await execute(client, statement)
  } finally {
    await client.query('rollback').catch(() => undefined)
  }
}

/** The extended protocol takes one statement alone, so that nothing hides behind a semicolon. */
async function execute(client: pg.Client, text: string): Promise<StatementResult> {
  const query = {
    text,
    queryMode: 'extended',
    rowMode: 'array',
    types: { getTypeParser: () => (value: unknown) => value },
  } as const
  try {
    const result = await client.query<(string | null)[]>(query)
    return {
      command: result.command,
      rowCount: result.rowCount,
      columns: result.fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID })),
      rows: result.rows,
    }
  } catch (error) {
    throw describeStatementError(error, text) ?? error
  }
}

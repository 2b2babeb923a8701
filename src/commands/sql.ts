import { Argument } from 'commander'
import type { Command } from 'commander'
import type { Readable } from 'node:stream'
import { text as readText } from 'node:stream/consumers'
import { MinuanoError } from '../errors/minuano-error.ts'
import { formatTable } from '../log/format-table.ts'
import { print, say } from '../log/say.ts'
import type { StatementResult } from '../postgres/run-statement.ts'
import { configOf } from './flags/setting-options.ts'

interface SqlOptions {
  readonly write?: true
  readonly json?: true
}

/** More rows than anybody reads in a table. */
const manyRows = 10_000

export function registerSqlCommand(program: Command): void {
  program
    .command('sql')
    .description('run one SQL statement on the Source or the Target, as its owner')
    .addArgument(new Argument('<database>', 'which one').choices(['source', 'target']))
    .argument(
      '<statement>',
      'one statement, such as "select * from signal"; "-" reads it from stdin',
    )
    .option('--write', 'let the statement write; without it the transaction is read-only')
    .option('--json', 'print an array of objects')
    .action(async (...given: [string, string, SqlOptions, Command]) => {
      const [database, argument, options, command] = given
      const config = configOf(command)
      const statement = await readStatement(argument, process.stdin)
      const { withSourceOwner, withTargetOwner } = await import('../stack/with-database.ts')
      const { withConnection } = await import('../postgres/connect.ts')
      const { runStatement } = await import('../postgres/run-statement.ts')
      const isSource = database === 'source'
      const result = await (isSource ? withSourceOwner : withTargetOwner)(config, (url) =>
        withConnection(url, isSource ? 'Source' : 'Target', (client) => {
          client.on('notice', ({ message }) => say(`PostgreSQL: ${message ?? ''}`))
          return runStatement(client, statement, { mayWrite: options.write === true })
        }),
      )
      await (options.json === true ? printJson(result) : printTable(result))
    })
}

async function readStatement(argument: string, stdin: Readable): Promise<string> {
  const statement = argument === '-' ? await readText(stdin) : argument
  if (statement.trim() === '') throw new MinuanoError('usage', 'the statement is empty')
  return statement
}

async function printTable(result: StatementResult): Promise<void> {
  const { command, columns, rows, rowCount } = result
  if (columns.length === 0) {
    print(rowCount === null ? command : `${command} ${rowCount}`)
    return
  }
  if (rows.length > manyRows) say(`${rows.length} rows: a limit, or --json, may serve you better`)
  const { numericColumns } = await import('../postgres/statement-values.ts')
  const cells = rows.map((row) => row.map((cell) => showCell(cell ?? 'NULL')))
  const header = columns.map(({ name }) => showCell(name))
  print(formatTable(header, cells, numericColumns(result)))
  print(rows.length === 1 ? '(1 row)' : `(${rows.length} rows)`)
}

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** One line, and nothing that a terminal would obey. */
function showCell(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, (character) => {
    const hex = character.charCodeAt(0).toString(16).padStart(2, '0')
    return escapes[character] ?? `\\x${hex}`
  })
}

async function printJson(result: StatementResult): Promise<void> {
  const { rowsAsObjects } = await import('../postgres/statement-values.ts')
  print(JSON.stringify(rowsAsObjects(result)))
  if (result.columns.length === 0) say(`${result.command} ${result.rowCount ?? ''}`.trim())
}

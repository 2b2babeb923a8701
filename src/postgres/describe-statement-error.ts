import pg from 'pg'
import { plainLine } from '../errors/plain-text.ts'
import { MinuanoError } from '../errors/minuano-error.ts'

/** Of the server or the connection, not of the statement. */
const notTheStatement = /^(08|53|57P)/

/**
 * What PostgreSQL says against a statement, as `sql-failed`: its message, the line with a caret under
 * the place, detail and hint. `undefined` where the statement is not to blame.
 */
export function describeStatementError(error: unknown, text: string): MinuanoError | undefined {
  if (!(error instanceof pg.DatabaseError)) return undefined
  const { code = '', message, detail, hint } = error
  if (notTheStatement.test(code)) return undefined
  const lines = [
    `${plainLine(message)} (${code})`,
    ...showPlace(text, Number(error.position ?? 0)),
    ...(detail === undefined ? [] : [`detail: ${plainLine(detail)}`]),
    ...(hint === undefined ? [] : [`hint: ${plainLine(hint)}`]),
    ...ourHint(code, message),
  ]
  return new MinuanoError('sql-failed', lines.join('\n'), { cause: error })
}

/** The line that the position (1-based, in characters) is on, and a caret under it. */
function showPlace(text: string, position: number): string[] {
  if (position < 1) return []
  const before = Array.from(text)
    .slice(0, position - 1)
    .join('')
  const lineNumber = before.split('\n').length
  const line = text.split('\n')[lineNumber - 1] ?? ''
  const column = Array.from(before.split('\n').at(-1) ?? '').length
  const plain = line.replaceAll('\t', ' ')
  return [`  ${plain}`, `  ${' '.repeat(column)}^`]
}

function ourHint(code: string, message: string): string[] {
  if (code === '25006') return ['hint: --write allows statements that write']
  if (message.includes('multiple commands')) return ['hint: give one statement at a time']
  return []
}

// Starts the embedded PostgreSQL of a data folder in a process of its own, says where it is as a
// line of JSON, and stops it when its standard input ends.
import { finished } from 'node:stream/promises'
import { startEmbeddedPostgres } from '../../../src/embedded/start-embedded-postgres.ts'
import { asMinuanoError } from '../../../src/errors/describe-error.ts'

const answer = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`)
try {
  const postgres = await startEmbeddedPostgres({ dataDirectory: process.argv[2]!, port: 0 })
  answer({ url: postgres.urlOf('target', 'owner') })
  await finished(process.stdin.resume())
  await postgres.stop()
} catch (error) {
  const { code, message, stack } = asMinuanoError(error)
  answer({ code, message, stack })
}

import { MinuanoError } from '../../errors/minuano-error.ts'
import { describeError } from '../../errors/describe-error.ts'
import { connect } from '../../postgres/connect.ts'
import { quoteLiteral } from '../../postgres/quote.ts'
import { superuser } from './init-cluster.ts'
import { limitReaderStatements } from './limit-reader.ts'
import { loginRoles } from './secrets.ts'
import type { Secrets } from './secrets.ts'

/** Makes the two databases and their roles on a new cluster. Throws `embedded-postgres`. */
export async function setUpDatabases(secrets: Secrets, port: number): Promise<void> {
  try {
    await runIn('postgres', secrets, port, [
      ...loginRoles
        .filter((role) => role !== superuser)
        .map((role) => `create role ${role} login password ${quoteLiteral(secrets[role])}`),
      'alter role connector set default_transaction_read_only = on',
      ...limitReaderStatements(),
      // So that it can make tables and then hand them to etl, who owns them.
      'grant etl to target_owner',
      'create database source owner source_owner template template0',
      'create database target owner target_owner template template0',
      'revoke all on database source, target, postgres, template1 from public',
      'grant connect on database source to connector',
      'grant connect on database target to etl, reader',
    ])
    await runIn('source', secrets, port, [
      'alter schema public owner to source_owner',
      'revoke all on schema public from public',
      'grant usage on schema public to connector',
    ])
    await runIn('target', secrets, port, [
      'alter schema public owner to target_owner',
      'revoke all on schema public from public',
      'grant usage, create on schema public to etl',
      'grant usage on schema public to reader',
    ])
  } catch (error) {
    throw new MinuanoError(
      'embedded-postgres',
      `the embedded databases cannot be set up: ${describeError(error)}`,
      { cause: error },
    )
  }
}

async function runIn(
  database: string,
  secrets: Secrets,
  port: number,
  statements: readonly string[],
): Promise<void> {
  const url = `postgresql://${superuser}:${secrets[superuser]}@127.0.0.1:${port}/${database}?sslmode=disable`
  const client = await connect(url, 'Target')
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

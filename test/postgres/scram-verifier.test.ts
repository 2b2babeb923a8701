import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, test } from 'node:test'
import { connect, withConnection } from '../../src/postgres/connect.ts'
import { quoteLiteral } from '../../src/postgres/quote.ts'
import { scramVerifier } from '../../src/postgres/scram-verifier.ts'
import { asRole } from '../support/as-role.ts'
import { createTestDatabase } from '../support/postgres.ts'

const database = await createTestDatabase()
const role = `scram_${randomBytes(6).toString('hex')}`
after(async () => {
  await withConnection(database.url, 'Target', (client) => client.query(`drop role ${role}`))
  await database.drop()
})

function urlOf(password: string): string {
  return asRole(database.url, role, password).href
}

test('a role made with a verifier logs in with its password, and with no other', async () => {
  await withConnection(database.url, 'Target', async (admin) => {
    await admin.query(`create role ${role} login`)
    for (const password of [
      'plain',
      'it\'s \\ "quoted"',
      'with @ and /',
      'senha-ção',
      'x'.repeat(200),
    ]) {
      const verifier = scramVerifier(password)
      assert.ok(!verifier.includes(password))
      await admin.query(`alter role ${role} password ${quoteLiteral(verifier)}`)
      const client = await connect(urlOf(password), 'Target')
      await client.end()
      await assert.rejects(connect(urlOf(`${password}!`), 'Target'), { code: 'target-refused' })
    }
  })
})

test('two verifiers of one password differ, as their salts do', () => {
  assert.notEqual(scramVerifier('plain'), scramVerifier('plain'))
})

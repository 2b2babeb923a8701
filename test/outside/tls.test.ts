import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { cancelQuery } from '../../src/postgres/cancel-query.ts'
import { connect } from '../../src/postgres/connect.ts'
import { sslModes } from '../../src/postgres/connection-settings.ts'
import { endConnection } from '../../src/postgres/end-connection.ts'
import { makeCertificates } from '../support/certificates.ts'
import type { Certificates } from '../support/certificates.ts'
import { runMinuano } from '../support/minuano.ts'
import {
  listSystemPostgres,
  noSystemPostgres,
  startSystemPostgres,
} from '../support/system-postgres.ts'
import type { SystemPostgres } from '../support/system-postgres.ts'

const [programs] = listSystemPostgres()
const hasTools = ['openssl', 'psql'].every(
  (name) => spawnSync(name, [name === 'psql' ? '--version' : 'version']).status === 0,
)
const skip = programs === undefined ? noSystemPostgres : !hasTools && 'no openssl or no psql'

const usesTls = 'select ssl from pg_stat_ssl where pid = pg_backend_pid()'

describe('TLS is as psql has it', { skip }, () => {
  let files: Certificates
  let plain: SystemPostgres
  let secure: SystemPostgres
  const home = process.env['HOME']
  before(async () => {
    files = makeCertificates()
    process.env['HOME'] = files.folder.path
    plain = await startSystemPostgres(programs!)
    secure = await startSystemPostgres(programs!, {
      ssl: 'on',
      ssl_cert_file: files.certificate,
      ssl_key_file: files.key,
    })
  })
  after(async () => {
    process.env['HOME'] = home
    await plain.stop()
    await secure.stop()
    files.folder.remove()
  })

  const psql = (url: string) => {
    const env = { PATH: process.env['PATH'], HOME: files.folder.path }
    const { status, stdout } = spawnSync('psql', ['-XtA', url, '-c', usesTls], {
      env,
      encoding: 'utf8',
    })
    return status === 0 ? stdout.trim() : 'refused'
  }

  /** Whether the connection has TLS, as `psql` prints it, or what was thrown. */
  const ours = async (url: string) => {
    try {
      const client = await connect(url, 'Target')
      const { rows } = await client.query<{ ssl: boolean }>(usesTls)
      await endConnection(client)
      return rows[0]!.ssl ? 't' : 'f'
    } catch (error) {
      const { code } = error as { code?: string }
      assert.match(String(code), /^(target-refused|configuration)$/, String(error))
      return 'refused'
    }
  }

  const urlOf = (server: SystemPostgres, host: string, parameters: string) =>
    `${server.urlOf('postgres').replace('127.0.0.1', host)}?${parameters}`

  for (const sslMode of sslModes) {
    test(`with sslmode=${sslMode}, whatever the server, the authority and the host`, async () => {
      const seen = new Set<string>()
      for (const server of [plain, secure]) {
        for (const root of [undefined, files.authority, files.otherAuthority]) {
          for (const host of ['localhost', '127.0.0.1']) {
            const rest = root === undefined ? '' : `&sslrootcert=${root}`
            const url = urlOf(server, host, `sslmode=${sslMode}${rest}`)
            const expected = psql(url)
            assert.equal(await ours(url), expected, `${server === secure} ${url}`)
            seen.add(expected)
          }
        }
      }
      assert.ok(seen.size > 0)
    })
  }

  test('a certificate of another authority or name ends a command with 1, and says what to do', async () => {
    for (const [parameters, message] of [
      [
        `sslmode=verify-full&sslrootcert=${files.otherAuthority}`,
        /is not accepted: .*\. sslrootcert must be/,
      ],
      [
        `sslmode=verify-full&sslrootcert=${files.authority}`,
        /is for another name: .*\. Write the name that it has/,
      ],
    ] as const) {
      const env = { TARGET_DATABASE_URL: urlOf(secure, '127.0.0.1', parameters) }
      const { code, stderr } = await runMinuano(['sql', 'target', 'select 1'], env)
      assert.match(stderr, message)
      assert.match(stderr, /^minuano: [^\n]+\n$/)
      assert.equal(code, 1)
    }
  })

  test('a word that is no mode is refused as configuration, and nothing of pg’s is on stderr', async () => {
    const target = (mode: string) => ({
      TARGET_DATABASE_URL: urlOf(secure, 'localhost', `sslmode=${mode}`),
    })
    const wrong = await runMinuano(['sql', 'target', 'select 1'], target('no-verify'))
    assert.match(wrong.stderr, /^minuano: sslmode of a database is "no-verify"[^\n]+\n$/)
    assert.equal(wrong.code, 2)
    const right = await runMinuano(['sql', 'target', usesTls], target('require'))
    assert.deepEqual([right.code, right.stderr], [0, ''])
    assert.match(right.stdout, /^ssl\n-+\nt\n/)
  })

  test('a query is cancelled through TLS', async () => {
    const client = await connect(urlOf(secure, 'localhost', 'sslmode=require'), 'Target')
    const sleeping = assert.rejects(client.query('select pg_sleep(600)'), { code: '57014' })
    await cancelQuery(client)
    await sleeping
    await endConnection(client)
  })

  test('of several servers the first that is there is taken, and the one of the kind that is wanted', async () => {
    const [first, second] = [plain, secure].map((server) => new URL(server.urlOf('postgres')).host)
    const portOf = async (hosts: string, parameters = '') => {
      const client = await connect(
        `postgresql://reads:reads@${hosts}/postgres${parameters}`,
        'Target',
      )
      const { rows } = await client.query<{ port: string }>(
        `select current_setting('port') as port`,
      )
      await endConnection(client)
      return `127.0.0.1:${rows[0]!.port}`
    }
    for (const server of [plain, secure]) await server.createRole('reads', 'reads')
    await plain.run('postgres', 'alter role reads set default_transaction_read_only = on')
    assert.equal(await portOf(`127.0.0.1:1,${second},${first}`), second)
    const both = `${first},${second}`
    assert.equal(await portOf(both), first)
    assert.equal(await portOf(both, '?target_session_attrs=read-write'), second)
    assert.equal(await portOf(both, '?target_session_attrs=read-only'), first)
    await assert.rejects(portOf(both, '?target_session_attrs=standby'), {
      code: 'target-unavailable',
      message: /is not standby, as target_session_attrs wants it/,
    })
    assert.equal(await portOf(both, '?target_session_attrs=prefer-standby'), first)
  })

  test('a password comes from the password file, unless others may read that', async () => {
    const { host, port } = new URL(secure.urlOf('postgres'))
    const file = join(files.folder.path, '.pgpass')
    writeFileSync(file, `# ours\nlocalhost:*:*:*:no\n127.0.0.1:${port}:*:ad\\min:admin\n`)
    chmodSync(file, 0o600)
    const url = `postgresql://admin@${host}/postgres`
    await endConnection(await connect(url, 'Target'))
    chmodSync(file, 0o644)
    const refused = { code: 'target-refused', message: /asks for the password of admin, and none/ }
    await assert.rejects(connect(url, 'Target'), refused)
  })

  test('a root certificate where psql looks for it is used, with require too', async () => {
    const folder = join(files.folder.path, '.postgresql')
    mkdirSync(folder)
    const root = join(folder, 'root.crt')
    for (const [sslMode, name] of [
      ['require', files.otherAuthority],
      ['require', files.authority],
      ['verify-full', files.authority],
    ] as const) {
      spawnSync('cp', [name, root])
      const url = urlOf(secure, 'localhost', `sslmode=${sslMode}`)
      assert.equal(await ours(url), psql(url), `${sslMode} ${name}`)
    }
  })
})

import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { after, describe, test } from 'node:test'
import { loadConfig } from '../../src/config/load-config.ts'
import { createSourcePool } from '../../src/source/source-pool.ts'
import type { SourcePool } from '../../src/source/source-pool.ts'
import { createGate } from '../support/gate.ts'
import type { Gate } from '../support/gate.ts'
import { createTestDatabase } from '../support/postgres.ts'

const database = await createTestDatabase()
after(() => database.drop())

/** Two ways to the same server, both open, and a URL that has both. */
async function openTwoGates() {
  const gates = [await createGate(database.url), await createGate(database.url)] as const
  for (const gate of gates) await gate.open()
  return { gates, url: urlOf(gates.map(({ host }) => host).join(',')) }
}

function urlOf(hosts: string, parameters = ''): string {
  const { host } = new URL(database.url)
  return `${database.url.replace(host, hosts)}?sslmode=disable${parameters}`
}

function openPool(url: string, env: Record<string, string> = {}) {
  return createSourcePool(loadConfig({ SOURCE_DATABASE_URL: url, SOURCE_TIMEOUT: '10m', ...env }))
}

/** A server that takes connections and says nothing, and how many it has taken. */
async function startSilentServer() {
  const sockets = new Set<Socket>()
  let taken: () => void
  const isTaken = new Promise<void>((resolve) => (taken = resolve))
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    taken()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { host: `127.0.0.1:${port}`, isTaken }
}

describe('the connections to a Source with a choice of servers', { timeout: 300_000 }, () => {
  const select = (pool: SourcePool) => pool.ask((client) => client.query('select'))

  /** Closes a gate, and waits until the pool's idle connection has noticed. */
  const closeNoticed = async (gate: Gate, pool: SourcePool) => {
    const client = await pool.take()
    const noticed = new Promise((resolve) => client.once('end', resolve))
    pool.giveBack(client, false)
    await gate.close()
    await noticed
  }

  test('ten that ask at once make one choice', async () => {
    const { gates, url } = await openTwoGates()
    const pool = openPool(url, { SOURCE_CONNECTIONS: '2' })
    await Promise.all(Array.from({ length: 10 }, () => select(pool)))
    // One to choose, two to ask.
    assert.deepEqual(countConnections(gates), [3, 0])
    await pool.close()
  })

  test('the next one who asks is answered by the second when the first is gone, and so back', async () => {
    const { gates, url } = await openTwoGates()
    const pool = openPool(url)
    await closeNoticed(gates[0], pool)
    await select(pool)
    assert.deepEqual(countConnections(gates), [2, 2])
    await gates[0].open()
    await closeNoticed(gates[1], pool)
    await select(pool)
    assert.deepEqual(countConnections(gates), [4, 2])
    await pool.close()
  })

  test('those who wait for a connection when the first server dies are answered by the second', async () => {
    const { gates, url } = await openTwoGates()
    const pool = openPool(url, { SOURCE_CONNECTIONS: '1' })
    const busy = await pool.take()
    const broken = new Promise((resolve) => busy.once('error', resolve))
    const waiting = Array.from({ length: 3 }, () => select(pool))
    await gates[0].close()
    await broken
    pool.giveBack(busy, true)
    await Promise.all(waiting)
    assert.equal(gates[0].connections(), 2)
    await pool.close()
  })

  test('one who fails late does not undo the choice that was made since', async () => {
    const { gates, url } = await openTwoGates()
    const pool = openPool(url, { SOURCE_CONNECTIONS: '5' })
    await closeNoticed(gates[0], pool)
    await Promise.all(Array.from({ length: 5 }, () => select(pool)))
    // One to choose, five to ask at most.
    assert.ok(gates[1].connections() <= 6, String(gates[1].connections()))
    await pool.close()
  })

  test('a silent server leaves time for the others, and none is waited for longer than SOURCE_TIMEOUT', async () => {
    const [silent, other] = [await startSilentServer(), await startSilentServer()]
    const { host } = new URL(database.url)
    const first = openPool(urlOf(`${silent.host},${host}`, '&connect_timeout=0'), {
      SOURCE_TIMEOUT: '4s',
    })
    await select(first)
    await first.close()
    const none = openPool(urlOf(`${silent.host},${other.host}`, '&connect_timeout=0'), {
      SOURCE_TIMEOUT: '1s',
    })
    await assert.rejects(select(none), { code: 'source-unavailable' })
    await none.close()
  })

  test('the end does not wait for a choice that is being made', async () => {
    const [silent, other] = [await startSilentServer(), await startSilentServer()]
    const pool = openPool(urlOf(`${silent.host},${other.host}`, '&connect_timeout=0'))
    const asking = assert.rejects(select(pool), { code: 'source-unavailable' })
    await silent.isTaken
    await pool.close()
    await asking
  })
})

function countConnections(gates: readonly Gate[]): number[] {
  return gates.map((gate) => gate.connections())
}

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import { lookAtConnector } from '../../src/check/look-at-connector.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { startConnector } from '../../src/connector/start-connector.ts'
import { createKnownPlant, lookInto } from '../support/plant.ts'
import { findFreePort } from '../support/free-port.ts'

const patience = { timeoutSeconds: 20, deadlineSeconds: 60, retries: 3 }
const variables = ['wind_speed', 'power']

describe('a look at a Connector', () => {
  test('says whether its key is accepted, and whose Source it serves', async () => {
    const { url: source } = await createKnownPlant()
    const { url, close } = await startConnector(
      loadConfig({
        SOURCE_DATABASE_URL: source,
        CONNECTOR_PORT: '0',
        CONNECTOR_API_KEY: 'right-key-1',
        CONNECTOR_LOG_LEVEL: 'silent',
      }),
    )
    const look = async (apiKey?: string, more = {}) => {
      const given = { url, apiKey, ...patience }
      return lookInto((await lookAtConnector(given, { variables, ...more })).findings)
    }
    try {
      for (const key of [undefined, 'wrong-key-1']) {
        const [fault, ...others] = (await look(key)).faults()
        assert.match(fault!.text, /answered 401.*set CONNECTOR_API_KEY/)
        assert.deepEqual([others, fault!.code], [[], 'connector-refused'])
      }
      const right = await look('right-key-1')
      assert.deepEqual(right.faults(), [])
      assert.equal(right.find(/^the key is accepted/).level, 'ok')
      assert.match(right.find(/^Minuano Connector /).text, /\d+\.\d+\.\d+$/)
      assert.ok(!JSON.stringify(right.findings).includes('right-key-1'))
      const now = Date.now() * 1000
      const same = { source: { variables, last: now } }
      assert.deepEqual((await look('right-key-1', same)).faults(), [])
      for (const other of [
        { variables: ['wind_speed', 'torque'], last: now },
        { variables, last: now - 7200e6 },
      ]) {
        const found = await look('right-key-1', { source: other })
        assert.equal(found.find(/^it does not serve the Source that was looked/).level, 'fault')
      }
    } finally {
      await close()
    }
  })

  test('that is not there, or is another server, says so', async () => {
    const nowhere = `http://127.0.0.1:${await findFreePort()}`
    const none = lookInto(
      (await lookAtConnector({ url: nowhere, ...patience }, { variables })).findings,
    )
    assert.match(none.faults()[0]!.text, /cannot be reached: .*is CONNECTOR_URL its address/)
    assert.equal(none.faults()[0]!.code, 'connector-unavailable')
    const other = createServer((_, response) =>
      response.end('{"info":{"title":"Shop"},"variables":[]}'),
    )
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
    const shop = lookInto((await lookAtConnector({ url, ...patience }, { variables })).findings)
    assert.equal(shop.find(/^what answers is no Minuano Connector/).level, 'fault')
    other.close()
  })
})

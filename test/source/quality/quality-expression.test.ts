import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type pg from 'pg'
import { reasonName } from '../../../src/frame/reasons.ts'
import { qualityExpression } from '../../../src/source/quality/quality-expression.ts'
import type { QualityColumn } from '../../../src/source/quality/quality-expression.ts'
import { connectToTestDatabase } from '../../support/connect-to-test-database.ts'

type Case = readonly [code: number | string | null, reason: string, what: string]

/** Good has the number of nothing to say. */
const good = 'reason-0'
const [bad, uncertain, substituted, state] = [
  'bad-quality',
  'uncertain-quality',
  'substituted',
  'state',
]

/** OPC Data Access 3.00, 6.8; OPC UA Part 8, A.3.2.3. */
const opcDa: readonly Case[] = [
  [0, bad, 'bad, non-specific'],
  [4, bad, 'configuration error'],
  [8, bad, 'not connected'],
  [12, bad, 'device failure'],
  [16, bad, 'sensor failure'],
  [20, bad, 'last known value'],
  [24, bad, 'communication failure'],
  [28, bad, 'out of service'],
  [32, bad, 'waiting for initial data'],
  [64, uncertain, 'uncertain, non-specific'],
  [68, uncertain, 'last usable value'],
  [80, uncertain, 'sensor not accurate'],
  [84, uncertain, 'engineering units exceeded'],
  [85, uncertain, 'engineering units exceeded, limited low'],
  [88, uncertain, 'sub-normal'],
  [128, bad, 'reserved'],
  [192, good, 'good, non-specific'],
  [193, good, 'good, limited low'],
  [194, good, 'good, limited high'],
  [195, good, 'good, constant'],
  [216, substituted, 'good, local override'],
  [219, substituted, 'good, local override, constant'],
  [0x1c0, good, 'good, with a vendor’s high byte'],
  [0x01d8, substituted, 'local override, with a vendor’s high byte'],
  [0x0100, bad, 'bad, with a vendor’s high byte'],
  [-16192, good, '0xC0C0 in a signed column of 16 bits'],
  [65_536 + 192, bad, 'more than 16 bits'],
  [1, bad, 'bad, limited low'],
  [null, uncertain, 'none'],
]

/** OPC UA Part 4, 7.39; Part 8, 6.3. */
const opcUa: readonly Case[] = [
  [0, good, 'Good'],
  [0x00960000, substituted, 'Good_LocalOverride'],
  [0x00960300, substituted, 'Good_LocalOverride, constant'],
  [0x00a20000, good, 'Good_EntryInserted'],
  [0x00000400, good, 'Good, with info bits'],
  [0x40000000, uncertain, 'Uncertain'],
  [0x40900000, uncertain, 'Uncertain_LastUsableValue'],
  [0x40910000, uncertain, 'Uncertain_SubstituteValue'],
  [0x40930000, uncertain, 'Uncertain_SensorNotAccurate'],
  [0x40950000, uncertain, 'Uncertain_SubNormal'],
  [0x80000000, bad, 'Bad'],
  [0x808a0000, bad, 'Bad_NotConnected'],
  [0x808c0000, bad, 'Bad_SensorFailure'],
  [0x80310000, bad, 'Bad_NoCommunication'],
  [0xc0000000, bad, 'reserved'],
  [-2147483648, bad, 'Bad, stored signed'],
  [0x808c0000 - 2 ** 32, bad, 'Bad_SensorFailure, stored signed'],
  [192, good, 'what OPC DA calls good has no severity here'],
  [2 ** 32, bad, 'more than 32 bits'],
  [-(2 ** 31) - 1, bad, 'less than 32 bits'],
  [null, uncertain, 'none'],
]

const aveva: readonly Case[] = [
  [0, good, 'good'],
  [1, bad, 'bad'],
  [16, uncertain, 'doubtful'],
  [133, bad, 'a code that is not known'],
  [192, bad, 'what OPC DA calls good'],
  [null, uncertain, 'none'],
]

const pi: readonly Case[] = [
  [0, good, 'good'],
  [-254, state, 'Shutdown'],
  [307, state, 'I/O Timeout'],
  [null, uncertain, 'none'],
]

const table: Readonly<Record<Exclude<QualityColumn['kind'], 'list'>, readonly Case[]>> = {
  'opc-da': opcDa,
  'opc-ua': opcUa,
  aveva,
  pi,
}

describe('a quality is the reason that its standard says', () => {
  let client: pg.Client

  before(async () => {
    ;({ client } = await connectToTestDatabase())
  })

  async function reasonOf(column: Omit<QualityColumn, 'name'>, code: unknown, type: string) {
    const { rows } = await client.query<{ reason: number }>(
      `select ${qualityExpression({ ...column, name: 'quality' })} as reason
       from (select $1::${type} as quality) as one`,
      [code],
    )
    return reasonName(rows[0]!.reason)
  }

  for (const [kind, cases] of Object.entries(table) as [keyof typeof table, readonly Case[]][]) {
    for (const [code, reason, what] of cases) {
      test(`${kind} ${code}: ${what}`, async () => {
        const column = { kind, good: [] }
        for (const [holds, type, text] of [
          ['integer', 'int8', code],
          ['number', 'numeric', code],
          ['number', 'float8', code],
          ['text', 'text', code === null ? null : ` ${code} `],
          ['text', 'char(20)', code === null ? null : String(code)],
        ] as const) {
          assert.equal(await reasonOf({ ...column, holds }, text, type), reason, type)
        }
      })
    }
  }

  test('a text or number that is no code is bad, and in PI the name of a state', async () => {
    for (const kind of ['opc-da', 'opc-ua', 'aveva'] as const) {
      for (const text of ['', 'Good', '0x80000000', '19.2', '1e3', 'NaN']) {
        assert.equal(await reasonOf({ kind, holds: 'text', good: [] }, text, 'text'), bad, text)
      }
      assert.equal(await reasonOf({ kind, holds: 'number', good: [] }, 192.5, 'float8'), bad)
      assert.equal(await reasonOf({ kind, holds: 'number', good: [] }, 'NaN', 'float8'), bad)
      assert.equal(await reasonOf({ kind, holds: 'number', good: [] }, 'infinity', 'float8'), bad)
    }
    const inPi = (text: string) => reasonOf({ kind: 'pi', holds: 'text', good: [] }, text, 'text')
    assert.equal(await inPi('Good'), good)
    assert.equal(await inPi('Bad Input'), state)
    assert.equal(await inPi(''), state)
    const flag = (is: boolean) =>
      reasonOf({ kind: 'pi', holds: 'boolean', good: [] }, is, 'boolean')
    assert.equal(await flag(true), good)
    assert.equal(await flag(false), state)
  })

  test('a list takes its codes for good, all others for bad, and NULL for uncertain', async () => {
    const cases: readonly [QualityColumn['holds'], string, readonly string[], unknown, unknown][] =
      [
        ['integer', 'int2', ['0', '192'], 192, 191],
        ['number', 'numeric', ['1'], '1.00', '1.01'],
        ['text', 'text', ['G', 'it’s fine'], 'it’s fine', 'g'],
        ['text', 'char(8)', ['G'], 'G', 'B'],
        ['boolean', 'boolean', ['true'], true, false],
      ]
    for (const [holds, type, codes, fine, other] of cases) {
      const column = { kind: 'list', holds, good: codes } as const
      assert.equal(await reasonOf(column, fine, type), good, type)
      assert.equal(await reasonOf(column, other, type), bad, type)
      assert.equal(await reasonOf(column, null, type), uncertain, type)
    }
  })
})

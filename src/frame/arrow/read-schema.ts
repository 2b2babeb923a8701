import { isUtc } from '../../time/zone.ts'
import type { Hold, Holds } from '../../signal/hold.ts'
import { assetName } from '../frame.ts'
import {
  clockKey,
  doublePrecision,
  fieldSlot,
  holdKey,
  integerSlot,
  littleEndian,
  microsecondUnit,
  orderKey,
  reasonsOfKey,
  rowsKey,
  schemaSlot,
  timestampSlot,
  unitKey,
  untilNext,
  valueType,
} from './arrow-format.ts'
import { fieldAddress, follow, readString, readTables } from './flatbuffer-reader.ts'
import { clip, malformed } from './malformed.ts'
import { readPair } from './read-pair.ts'

/** PostgreSQL's tables have 1,600 at the most, and each may have reasons. */
const mostColumns = 10_000

/** What a schema says of the columns behind the time. */
export interface ArrowColumns {
  /** Whether a column of assets follows the time. */
  readonly hasAssets: boolean
  /** The value columns' names, in order. */
  readonly values: readonly string[]
  /** Their units, where they are said. */
  readonly units: ReadonlyMap<string, string>
  /** Of those whose values come on change how long one holds. */
  readonly holds: Holds
  /** The variables whose reasons follow the values, in order. */
  readonly reasons: readonly string[]
  /** The zone of the clock that reasons are about, where it is said: a stranger's text. */
  readonly clock: string | undefined
  /** Whether rows of one time are in an order that says which came first. */
  readonly isOrdered: boolean
  /** Whether a variable's rows are those alone where it has a value or a reason. */
  readonly hasOwnRows: boolean
}

/** What may stand in a column. */
interface Field {
  readonly name: string
  readonly kind: 'time' | 'asset' | 'value' | 'reasons' | undefined
  /** A value's unit, whose reasons it has, or which clock the time is read from. */
  readonly note: string | undefined
  /** Of a value that comes on change: how long it holds. */
  readonly hold?: string | undefined
  /** Of a time: whether the order of rows of one time says which came first. */
  readonly isOrdered?: boolean
  /** Of a time: whether each variable has rows of its own. */
  readonly hasOwnRows?: boolean
}

/**
 * Reads a schema message: the time first, perhaps assets, then values, then reasons of some of them. Throws
 * `answer-malformed` for anything else; with `asked`, also for other values than these.
 */
export function readSchema(
  view: DataView,
  schema: number,
  asked: readonly string[] | undefined,
): ArrowColumns {
  const endianness = fieldAddress(view, schema, schemaSlot.endianness)
  if (endianness !== 0 && view.getInt16(endianness, true) !== littleEndian) {
    throw malformed('it is big-endian')
  }
  // References may point to one text many times: read out, it would be far longer than the message.
  let textLeft = view.byteLength
  const fields = readTables(view, schema, schemaSlot.fields)
  if (fields.length > mostColumns) throw malformed(`${fields.length} columns`)
  let hasAssets = false
  const values: string[] = []
  const units = new Map<string, string>()
  const holds = new Map<string, Hold>()
  const reasons: string[] = []
  let clock: string | undefined
  let isOrdered = false
  let hasOwnRows = false
  fields.forEach((table, index) => {
    const field = readField(view, table)
    const { name, kind, note, hold } = field
    textLeft -= name.length + (note?.length ?? 0) + (hold?.length ?? 0)
    if (textLeft < 0) throw malformed('its columns share their names')
    if (index === 0 && kind === 'time') {
      clock = note
      isOrdered = field.isOrdered === true
      hasOwnRows = field.hasOwnRows === true
      return
    }
    if (index === 1 && kind === 'asset') return void (hasAssets = true)
    if (index > 0 && kind === 'value' && reasons.length === 0) {
      values.push(name)
      if (note !== undefined) units.set(name, note)
      if (hold !== undefined) holds.set(name, readHold(name, hold))
      return
    }
    if (index > 0 && kind === 'reasons') return void reasons.push(note!)
    throw malformed(`column "${clip(name)}" has a type that was not asked for`)
  })
  if (asked !== undefined) checkColumns(values, asked)
  checkReasons(reasons, values)
  return { hasAssets, values, units, holds, reasons, clock, isOrdered, hasOwnRows }
}

function readField(view: DataView, field: number): Field {
  const name = readString(view, field, fieldSlot.name) ?? ''
  const typeType = view.getUint8(fieldAddress(view, field, fieldSlot.typeType))
  const type = follow(view, fieldAddress(view, field, fieldSlot.type))
  const detailAddress = fieldAddress(view, type, 0)
  const detail = detailAddress === 0 ? 0 : view.getInt16(detailAddress, true)
  if (typeType === valueType.utf8) {
    const isAsset = name === assetName && fieldAddress(view, field, fieldSlot.dictionary) !== 0
    return { name, kind: isAsset ? 'asset' : undefined, note: undefined }
  }
  const noteOf = (key: string) => readPair(view, field, fieldSlot.metadata, key)
  if (typeType === valueType.timestamp && detail === microsecondUnit) {
    const isInUtc = isUtc(readString(view, type, timestampSlot.timezone) ?? '')
    const isOrdered = noteOf(orderKey) !== undefined
    const hasOwnRows = noteOf(rowsKey) === 'own'
    const kind = isInUtc ? 'time' : undefined
    return { name, kind, note: noteOf(clockKey), isOrdered, hasOwnRows }
  }
  if (typeType === valueType.floatingPoint && detail === doublePrecision) {
    return { name, kind: 'value', note: noteOf(unitKey), hold: noteOf(holdKey) }
  }
  const note = noteOf(reasonsOfKey)
  const isReasons = typeType === valueType.integer && isByte(view, type) && note !== undefined
  return { name, kind: isReasons ? 'reasons' : undefined, note }
}

function readHold(name: string, text: string): Hold {
  if (text === untilNext) return { most: null }
  const most = Number(text)
  if (most > 0 && most < Infinity) return { most }
  throw malformed(`"${clip(name)}" holds for "${clip(text)}"`)
}

function isByte(view: DataView, type: number): boolean {
  const width = fieldAddress(view, type, integerSlot.bitWidth)
  const sign = fieldAddress(view, type, integerSlot.isSigned)
  const isSigned = sign !== 0 && view.getUint8(sign) !== 0
  return width !== 0 && view.getInt32(width, true) === 8 && !isSigned
}

function checkColumns(found: readonly string[], asked: readonly string[]): void {
  if (found.length === asked.length && found.every((name, index) => name === asked[index])) return
  throw malformed(`columns ${clip(found.join(', '))} instead of ${clip(asked.join(', '))}`)
}

/** Each of a variable of the answer, and of none twice. */
function checkReasons(reasons: readonly string[], values: readonly string[]): void {
  const left = new Set(values)
  for (const variable of reasons) {
    if (!left.delete(variable)) throw malformed(`reasons of "${clip(variable)}" that nothing is of`)
  }
}

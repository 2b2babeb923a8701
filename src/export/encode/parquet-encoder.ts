import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import type { ColumnSource } from 'hyparquet-writer'
import { snappyCompressor } from 'hysnappy'
import { joinArrays } from '../../frame/frame.ts'
import type { Frame, FrameEncoder, FrameLayout } from '../../frame/frame.ts'
import { version } from '../../version.ts'

/** What is gathered before it leaves: readers take a group at a time, and skip it by its statistics. */
const most = { rows: 50_000, cells: 500_000 }

/** In WebAssembly: in JavaScript it takes a third of the whole export, and is first slow until it is compiled. */
const compress = snappyCompressor()

/** A month of ten signals. */
const firstBytes = 512 * 1024

type Schema = ConstructorParameters<typeof ParquetWriter>[0]['schema']

/**
 * Writes frames as Parquet: a required TIMESTAMP in microseconds UTC, where the layout has assets a required text of them,
 * then optional DOUBLE columns; NaN and infinities are null. Pages by Snappy, least, greatest and nulls of each column
 * in each row group, units and notes in the file's metadata. What it gives is good until it is called again.
 */
export function createParquetEncoder(layout: FrameLayout): FrameEncoder {
  const writer = new ByteWriter(firstBytes)
  const parquet = new ParquetWriter({
    writer,
    schema: schemaOf(layout),
    kvMetadata: [...(layout.notes ?? [])].map(([key, value]) => ({ key, value })),
    createdBy: `minuano version ${version}`,
    compressors: { SNAPPY: compress },
  })
  let held: Held[] = []
  let heldRows = 0
  const flush = () => {
    // A promise is what a writer gives that flushes: this one does not.
    if (heldRows > 0) {
      void parquet.write({
        columnData: columnsOf(layout, held),
        rowGroupSize: heldRows,
        pageSize: 0,
      })
    }
    held = []
    heldRows = 0
  }
  const take = () => {
    const bytes = writer.getBytes()
    // What has left is written over: `offset`, by which the file's places go, counts on.
    writer.index = 0
    return bytes
  }
  return {
    // The first four bytes leave with the first group.
    start: () => new Uint8Array(0),
    rows(frame, asset = '') {
      held.push({ frame, asset })
      heldRows += frame.time.length
      if (heldRows >= most.rows || heldRows * layout.columns.length >= most.cells) flush()
      return heldRows === 0 ? take() : new Uint8Array(0)
    },
    end() {
      flush()
      void parquet.finish()
      return take()
    },
  }
}

interface Held {
  readonly frame: Frame
  readonly asset: string
}

function schemaOf({ timeName, assets, assetColumn = 'asset', columns }: FrameLayout): Schema {
  const fields: Schema = [
    {
      name: timeName,
      type: 'INT64',
      converted_type: 'TIMESTAMP_MICROS',
      logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
      repetition_type: 'REQUIRED',
    },
    ...(assets === undefined
      ? []
      : [
          {
            name: assetColumn,
            type: 'BYTE_ARRAY',
            converted_type: 'UTF8',
            logical_type: { type: 'STRING' },
            repetition_type: 'REQUIRED',
          } as const,
        ]),
    ...columns.map((name) => ({ name, type: 'DOUBLE', repetition_type: 'OPTIONAL' }) as const),
  ]
  return [{ name: 'bins', num_children: fields.length }, ...fields]
}

function columnsOf(layout: FrameLayout, held: readonly Held[]): ColumnSource[] {
  const { timeName, assets, assetColumn = 'asset', columns } = layout
  const time = joinArrays(held.map(({ frame }) => frame.time))
  const names = held.flatMap(({ frame, asset }) =>
    assets === undefined ? [] : new Array<string>(frame.time.length).fill(asset),
  )
  return [
    { name: timeName, data: Array.from(time, BigInt), encoding: 'DELTA_BINARY_PACKED' },
    ...(assets === undefined ? [] : [{ name: assetColumn, data: names }]),
    // Plain, unless it is chosen: a dictionary of numbers is looked for at length, and seldom found.
    ...columns.map((name) => ({
      name,
      data: withNulls(joinArrays(held.map(({ frame }) => frame.columns.get(name)!))),
      encoding: 'PLAIN' as const,
    })),
  ]
}

/** As it is where every row has a value. */
function withNulls(values: Float64Array): Float64Array | (number | null)[] {
  if (values.every(Number.isFinite)) return values
  return Array.from(values, (value) => (Number.isFinite(value) ? value : null))
}

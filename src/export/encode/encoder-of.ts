import { createArrowEncoder } from '../../frame/arrow/arrow-encoder.ts'
import type { FrameEncoder, FrameLayout } from '../../frame/frame.ts'
import { createCsvEncoder } from '../../frame/text/csv.ts'
import type { Format } from '../export-kind.ts'

/** How files of a format are begun; the library for Parquet is loaded for it alone. */
export async function encoderOf(format: Format): Promise<(layout: FrameLayout) => FrameEncoder> {
  if (format === 'csv') return createCsvEncoder
  if (format === 'arrow') return (layout) => createArrowEncoder(layout)
  const { createParquetEncoder } = await import('./parquet-encoder.ts')
  return createParquetEncoder
}

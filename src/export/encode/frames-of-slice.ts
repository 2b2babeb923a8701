import type { Frame } from '../../frame/frame.ts'
import type { SeriesBySignal } from '../../target/read/read-series.ts'
import type { AssetColumn } from '../columns/column.ts'
import type { Layout } from '../export-kind.ts'
import { wideFrame } from './wide-frame.ts'

/** Rows of a file; of the layout `long` those of one variable. */
export interface FileFrame {
  readonly frame: Frame
  readonly variable: string | undefined
}

/** What was read of an asset as rows: `wide`, a column a statistic of a variable; `long`, a row a variable and bin. */
export function framesOfSlice(
  columns: readonly AssetColumn[],
  statistics: readonly string[],
  layout: Layout,
  series: SeriesBySignal,
): FileFrame[] {
  const seriesOf = ({ signal }: AssetColumn) =>
    signal === undefined ? undefined : series.get(signal.id)
  if (layout === 'wide') {
    const frame = wideFrame(columns.map((column) => ({ ...column, series: seriesOf(column) })))
    return [{ frame, variable: undefined }]
  }
  const variables = [...new Set(columns.map(({ variable }) => variable))]
  return variables.map((variable) => {
    const own = columns.filter((column) => column.variable === variable)
    const ofStatistic = statistics.map((name) => {
      const column = own.find(({ statistic }) => statistic === name)
      const found = column === undefined ? undefined : seriesOf(column)
      return { name, series: found, factor: column?.factor ?? 1 }
    })
    return { frame: wideFrame(ofStatistic), variable }
  })
}

import type { Asset } from '../signal/asset.ts'
import type { Kind } from '../signal/kind.ts'
import { compareStatistics } from '../signal/statistic.ts'
import type { StoredSignal } from '../target/read/list-signals.ts'
import type { AssetColumn } from './columns/column.ts'
import { columnsOfAsset } from './columns/columns-of-asset.ts'
import { openoaColumns } from './columns/openoa-columns.ts'
import { ownColumns } from './columns/own-columns.ts'
import type { ExportKind } from './export-kind.ts'

export interface ChosenColumns {
  readonly of: ReadonlyMap<Asset, readonly AssetColumn[]>
  /** The statistics that there are, in their order. */
  readonly statistics: readonly string[]
  /** Variables of the Target that have no column. */
  readonly unnamed: readonly string[]
  /** What is done to values, or not known of them: each once, with the assets that it is said of. */
  readonly remarks: ReadonlyMap<string, readonly Asset[]>
}

/**
 * The columns of every file: those of all signals of the Target, so that an asset's file is like any other's.
 * Throws `export-refused` where names are missing or taken twice.
 */
export function chooseColumns(
  { names, renamed }: ExportKind,
  signals: readonly StoredSignal[],
  assets: readonly Asset[],
  kinds: ReadonlyMap<string, Kind> | undefined,
): ChosenColumns {
  const { columns, unnamed } =
    names === 'openoa' && signals.length > 0
      ? openoaColumns(signals, renamed)
      : { columns: ownColumns(signals), unnamed: [] }
  const remarks = new Map<string, Asset[]>()
  const byAsset = new Map<Asset, StoredSignal[]>(assets.map((asset) => [asset, []]))
  for (const signal of signals) byAsset.get(signal.asset)?.push(signal)
  const of = new Map<Asset, readonly AssetColumn[]>()
  for (const [asset, own] of byAsset) {
    const onRemark = (remark: string) => {
      remarks.set(remark, [...(remarks.get(remark) ?? []), asset])
    }
    of.set(asset, columnsOfAsset(columns, own, kinds, onRemark))
  }
  const used = [...new Set(columns.map(({ statistic }) => statistic))].sort(compareStatistics)
  return { of, statistics: used, unnamed, remarks }
}

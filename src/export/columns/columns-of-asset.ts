import { circleOf, findKind } from '../../signal/kind.ts'
import type { Kind } from '../../signal/kind.ts'
import type { StoredSignal } from '../../target/read/list-signals.ts'
import type { AssetColumn, Column } from './column.ts'
import { isOpenoaName } from './openoa-columns.ts'
import { openoaFactor, openoaUnit } from './openoa-units.ts'

/** What is done to an asset's values, or not known of them, for a person: `power is in MW: times 1000`. */
export type OnRemark = (remark: string) => void

/** The columns as an asset has them, from its own signals. */
export function columnsOfAsset(
  columns: readonly Column[],
  signals: readonly StoredSignal[],
  kinds: ReadonlyMap<string, Kind> | undefined,
  onRemark: OnRemark,
): AssetColumn[] {
  return columns.map((column) => {
    const { name, variable, statistic } = column
    const signal = signals.find((of) => of.variable === variable && of.statistic === statistic)
    const unit = signal?.unit ?? undefined
    if (signal === undefined || !isOpenoaName(name)) return { ...column, signal, unit, factor: 1 }
    const asked = openoaUnit(name)
    if (
      name === 'WMET_HorWdDir' &&
      circleOf(findKind(variable, unit, kinds?.get(variable)).kind) === undefined
    ) {
      onRemark(
        `${variable} is no angle by these settings, so that its means are arithmetic: as ${name} they are wrong around north. MINUANO_KINDS says that it is one, and sync loads it again`,
      )
    }
    if (unit === undefined) {
      onRemark(`${variable} has no unit in the Target: it is taken to be in ${asked} as ${name}`)
      return { ...column, signal, unit: undefined, factor: 1 }
    }
    const factor = openoaFactor(name, unit)
    if (factor === undefined) {
      onRemark(`${variable} is in ${unit}, which is not known to be ${asked}: ${name} is empty`)
      return { ...column, signal: undefined, unit: asked, factor: 1 }
    }
    if (factor !== 1)
      onRemark(
        `${variable} is in ${unit}: ${name} is it times ${Number(factor.toPrecision(6))}, in ${asked}`,
      )
    return { ...column, signal, unit: asked, factor }
  })
}

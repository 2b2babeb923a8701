import type { Asset } from '../../signal/asset.ts'
import type { Register, RegisterEntry } from '../../target/register/register-entry.ts'
import { registerMembers } from '../../target/register/register-members.ts'
import type { Day } from '../../time/day.ts'
import type { OnRemark } from '../columns/columns-of-asset.ts'
import { openoaFactor } from '../columns/openoa-units.ts'
import type { Naming } from '../export-kind.ts'

/** What is said of an asset, by the file's names. */
export type RegisterRow = Readonly<Record<string, string | number | null>>

interface RowsQuery {
  readonly names: Naming
  /** The last one that the folder has a month of. */
  readonly until: Day
  /** Of an asset's power, where there is one; `null`: it has no unit. */
  readonly powerUnitOf: (asset: Asset) => string | null | undefined
  readonly onRemark: (remark: string, asset: Asset) => void
}

/**
 * Rows of assets, in their order: by our own names every entry with the day from which it is valid; by OpenOA's the one
 * that is valid on the last day.
 */
export function registerRows(
  register: Register,
  assets: readonly Asset[],
  { names, until, powerUnitOf, onRemark }: RowsQuery,
): RegisterRow[] {
  return assets.flatMap((asset): RegisterRow[] => {
    const entries = register.get(asset) ?? []
    if (names === 'minuano') return entries.map((entry) => ownRow(asset, entry))
    const entry = entries.findLast(({ validFrom }) => (validFrom ?? '') <= until)
    if (entry === undefined) return []
    return [openoaRow(asset, entry, powerUnitOf(asset), (remark) => onRemark(remark, asset))]
  })
}

/** By the names of the Target's table. */
function ownRow(asset: Asset, entry: RegisterEntry): RegisterRow {
  return { asset, ...Object.fromEntries(registerMembers.map(([of, name]) => [name, entry[of]])) }
}

/** OpenOA's columns of assets (its schema/metadata.py). Its type is `turbine` or `tower`; ours is the model. */
function openoaRow(
  asset: Asset,
  { latitude, longitude, ratedPower, hubHeight, rotorDiameter, type }: RegisterEntry,
  unit: string | null | undefined,
  onRemark: OnRemark,
): RegisterRow {
  return {
    asset_id: asset,
    latitude,
    longitude,
    rated_power: ratedPower === null ? null : inKilowatts(ratedPower, unit, onRemark),
    hub_height: hubHeight,
    rotor_diameter: rotorDiameter,
    type: type?.toLowerCase() === 'tower' ? 'tower' : 'turbine',
    model: type,
  }
}

/** Rated power has the unit of the asset's power. */
function inKilowatts(
  power: number,
  unit: string | null | undefined,
  onRemark: OnRemark,
): number | null {
  if (unit === undefined || unit === null) {
    onRemark(`the register's rated power has no unit: it is taken to be in kW`)
    return power
  }
  const factor = openoaFactor('WTUR_W', unit)
  if (factor === undefined) {
    onRemark(
      `the register's rated power is in ${unit}, which is not known to be kW: rated_power is empty`,
    )
    return null
  }
  if (factor !== 1) {
    const times = Number(factor.toPrecision(6))
    onRemark(`the register's rated power is in ${unit}: rated_power is it times ${times}, in kW`)
  }
  return power * factor
}

import { MinuanoError } from '../../errors/minuano-error.ts'
import { listAssets } from '../../config/list-assets.ts'
import { listSome } from '../../errors/list-some.ts'
import { quoteShort } from '../../errors/quote-short.ts'
import { quoteLiteral } from '../../postgres/quote.ts'
import type { VariableKind } from '../api.ts'
import type { PageSettings } from './page-settings.ts'
import type { PlantFacts } from './read-plant.ts'
import type { TargetReader } from './target-reader.ts'
import { unitOf } from './unit-of.ts'

/** A variable of an asset, and where its statistics are. */
export interface Series {
  readonly asset: string
  readonly variable: string
  readonly unit: string | null
  readonly kind: VariableKind
  readonly periodSeconds: number
  /** The signal of each statistic that the Target has. */
  readonly ids: Readonly<
    Partial<Record<'mean' | 'min' | 'max' | 'std' | 'mode' | 'increase', number>>
  >
}

/** Throws `unknown-asset` and `unknown-variable`, with those that there are. */
export async function findSeries(
  target: TargetReader,
  plant: PlantFacts,
  { periodSeconds }: PageSettings,
  { asset, variable }: { readonly asset: string; readonly variable: string },
): Promise<Series> {
  const known = plant.variables.find(({ name }) => name === variable)
  demandAsset(plant, asset)
  if (known === undefined) {
    const names = listSome(
      plant.variables.map(({ name }) => name),
      20,
    )
    throw new MinuanoError(
      'unknown-variable',
      `the Target has no variable ${quoteShort(variable)} at this bin width; it has ${names || 'none'}`,
    )
  }
  const rows = await target.rows<{ id: number; statistic: string }>(
    'reading signals',
    `select id, statistic from signal where asset = ${quoteLiteral(asset)}
       and variable = ${quoteLiteral(variable)} and period_seconds = ${periodSeconds}`,
  )
  const ids = Object.fromEntries(rows.map(({ id, statistic }) => [statistic, id]))
  const unit = unitOf(plant.variables, variable, asset)
  return { asset, variable, unit, kind: known.kind, periodSeconds, ids }
}

export function demandAsset({ assets }: PlantFacts, asset: string): void {
  if (assets.includes(asset)) return
  const is = asset === '' ? 'each asset here has a name' : `there is no asset ${quoteShort(asset)}`
  const names =
    assets.length === 1 && assets[0] === '' ? 'one without a name' : listAssets(assets, 20)
  throw new MinuanoError('unknown-asset', `${is}; there is ${names}`)
}

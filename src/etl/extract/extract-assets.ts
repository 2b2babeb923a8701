import { crc32 } from 'node:zlib'
import { createArrowDecoder } from '../../frame/arrow/arrow-decoder.ts'
import { quoteShort } from '../../errors/quote-short.ts'
import { emptyFrame } from '../../frame/frame.ts'
import type { Frame } from '../../frame/frame.ts'
import type { Asset } from '../../signal/asset.ts'
import type { Interval } from '../../time/interval.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import type { Scope } from '../shape/work.ts'
import { askForRows } from './extract.ts'
import type { Extract, ExtractSettings } from './extract.ts'
import type { OnRows } from './gather-rows.ts'
import { gatherRows } from './gather-rows.ts'
import { withParts } from '../shape/minute-parts.ts'
import { longestLead } from '../shape/leads.ts'
import type { RowGatherer } from './gather-rows.ts'
import type { ConnectorClient } from './connector-client.ts'
import { malformed } from './malformed.ts'

/** Which assets, by the Source's names, and which variables of them. */
export interface AssetsToExtract extends Pick<Scope, 'variables'> {
  readonly assets: readonly Asset[]
}

/** What was made of each asset's rows, and how many rows of the interval name none. */
export interface ExtractedAssets<T> {
  readonly taken: ReadonlyMap<Asset, T>
  readonly rowsWithoutAsset: number
}

/**
 * The Source's rows of several assets in one request, as `extract` gives those of one: each asset's are handed to
 * `take` as soon as they are whole, and what it gives is kept, so that memory holds the rows of one asset. An asset
 * that has no rows is not among them, unless `takesEmpty`. Where the answer is asked for again, so is `take`, of all.
 */
export async function extractAssets<T>(
  connector: ConnectorClient,
  interval: Interval,
  settings: ExtractSettings & Pick<EtlSettings, 'timeZone'>,
  { assets, variables: own }: AssetsToExtract,
  take: (asset: Asset, rows: Extract) => Promise<T>,
  onRows?: OnRows,
  takesEmpty = false,
): Promise<ExtractedAssets<T>> {
  const variables = withParts(settings.minutes, own)
  const wanted = new Set(assets)
  const more = assets.map((asset): [string, string] => ['assets', asset])
  const found = await askForRows(
    connector,
    interval,
    settings,
    { variables },
    more,
    async (body, asked, remarks, rowsWithoutAsset) => {
      const decoder = createArrowDecoder(variables, crc32)
      const taken = new Map<Asset, T>()
      let current: { readonly asset: Asset; readonly rows: RowGatherer } | undefined
      const finish = async () => {
        if (current === undefined) return
        const { asset, rows } = current
        const frame = rows.frame()
        rows.end()
        current = undefined
        await takeFrame(asset, frame)
      }
      const takeFrame = async (asset: Asset, frame: Frame) => {
        const { holds, clock, isOrdered, hasOwnRows } = decoder
        const units = new Map([...decoder.units, ...settings.units])
        const facts = { units, holds, clock, isOrdered, hasOwnRows, remarks }
        taken.set(asset, await take(asset, { frame, ...facts }))
      }
      try {
        for await (const chunk of body) {
          for (const { asset, frame } of decoder.push(chunk)) {
            if (asset !== current?.asset) {
              await finish()
              if (!wanted.has(asset) || taken.has(asset)) {
                throw malformed(
                  `rows of the asset ${quoteShort(asset)}, which were not asked for here`,
                )
              }
              current = {
                asset,
                rows: gatherRows(
                  asked,
                  { variables, sampleSeconds: settings.sampleSeconds },
                  onRows,
                ),
              }
            }
            current.rows.add(frame, decoder.holds)
          }
          await current?.rows.mind(chunk.length)
        }
        decoder.end()
        await finish()
        for (const asset of takesEmpty ? assets : []) {
          if (!taken.has(asset)) await takeFrame(asset, emptyFrame(variables))
        }
        return { taken, rowsWithoutAsset }
      } finally {
        current?.rows.end()
      }
    },
  )
  if (found.rowsWithoutAsset === 0 || longestLead(settings.leads, variables) === 0) return found
  // Some may be of what leads into the interval. It is rare enough to be asked for once more.
  const { countWithoutAsset } = await import('./count-without-asset.ts')
  const rowsWithoutAsset = await countWithoutAsset(
    connector,
    settings,
    { assets, variables },
    interval,
  )
  return { ...found, rowsWithoutAsset: rowsWithoutAsset ?? found.rowsWithoutAsset }
}

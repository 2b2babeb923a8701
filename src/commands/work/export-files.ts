import type { Config } from '../../config/settings.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { quoteShort } from '../../errors/quote-short.ts'
import type { ExportKind } from '../../export/export-kind.ts'
import { dropDrafts } from '../../export/files/open-draft.ts'
import { runExport } from '../../export/run-export.ts'
import { startCountProgress } from '../../log/progress.ts'
import type { CountProgress } from '../../log/progress.ts'
import { say } from '../../log/say.ts'
import type { Asset } from '../../signal/asset.ts'
import { targetLimitsOf } from '../../target/limits.ts'
import { listAssets } from '../../target/read/list-assets.ts'
import { openReadyTarget } from '../../target/tables/open-ready-target.ts'
import { openTarget } from '../../target/tables/open-target.ts'
import type { Day } from '../../time/day.ts'
import { printExported } from '../words/export-report.ts'
import { chooseKnownAssets } from './choose-known-assets.ts'
import { interruptOnSignal } from './interrupt-on-signal.ts'

interface Asked {
  readonly kind: ExportKind
  readonly folder: string
  readonly from: Day | undefined
  readonly to: Day | undefined
  readonly isJson: boolean
}

/** Exports what is asked for, says how far it has come, and prints what was done. */
export async function exportFiles(url: string, config: Config, asked: Asked): Promise<void> {
  const limits = targetLimitsOf(config)
  const target = await openReadyTarget(url, limits)
  const interruption = interruptOnSignal(
    'stopping: files that are not whole are dropped',
    dropDrafts,
  )
  let coming: Promise<CountProgress> | undefined
  const startedAt = performance.now()
  try {
    const chosen = assetsOf(await listAssets(target), config)
    const exported = await runExport(target, {
      ...asked,
      ...chosen,
      kinds: config.kinds,
      signal: interruption.signal,
      connectAgain: () => openTarget(url, limits),
      onPlan: (files) => {
        coming = startCountProgress('files', files)
      },
      onFile: () => void coming?.then((progress) => progress.step()),
    })
    ;(await coming)?.stop()
    const seconds = (performance.now() - startedAt) / 1000
    printExported(exported, { ...asked, assets: chosen.assets, url, seconds })
    if (!interruption.signal.aborted) return
    say(`interrupted: ${exported.notBegun} files were not made; run the command again`)
    process.exitCode = 130
  } finally {
    ;(await coming)?.stop()
    interruption.stop()
    await target.close()
  }
}

/** Those that are asked for, by their names in the Target. Throws `unknown-asset`. */
function assetsOf(
  known: readonly Asset[],
  config: Config,
): { readonly assets: readonly Asset[]; readonly isOfAll: boolean } {
  const { asset, assets, assetPrefix } = config
  if (assets !== undefined || asset === '') {
    const isOfAll = assets === undefined && assetPrefix === ''
    return { assets: chooseKnownAssets(known, config), isOfAll }
  }
  if (known.includes(asset)) return { assets: [asset], isOfAll: false }
  const list = known.map(quoteShort).join(', ')
  throw new MinuanoError(
    'unknown-asset',
    `the Target knows no asset ${quoteShort(asset)}; it knows ${list === '' ? 'none' : list}`,
  )
}

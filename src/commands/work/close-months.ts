import type { Config } from '../../config/settings.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { print, say } from '../../log/say.ts'
import type { Asset } from '../../signal/asset.ts'
import { closeMonth, reopenMonth } from '../../target/ledger/close-month.ts'
import { targetLimitsOf } from '../../target/limits.ts'
import { listAssets } from '../../target/read/list-assets.ts'
import { listClosings } from '../../target/read/list-closings.ts'
import { openReadyTarget } from '../../target/tables/open-ready-target.ts'
import type { Target } from '../../target/tables/schema.ts'
import type { Interval } from '../../time/interval.ts'
import { formatInstant } from '../../time/instant.ts'
import { confirm, demandConsent } from '../flags/confirm.ts'
import {
  closingAsJson,
  closingsAsTable,
  describeClosing,
  describeLacking,
  describeReopened,
} from '../words/closing-report.ts'
import { targetAssets } from './target-assets.ts'

interface MonthRequest {
  readonly month: string
  readonly by: string
  readonly isJson: boolean
}

/** Closes a month of the assets that are meant, and says so. Throws `usage` while it is not over, `days-missing` where it lacks days. */
export async function close(
  url: string,
  config: Config,
  request: MonthRequest & { readonly window: Interval; readonly isIncomplete: boolean },
): Promise<void> {
  const { month, window, isJson } = request
  if (window.end > Date.now() * 1000) {
    throw new MinuanoError(
      'usage',
      `${month} is not over in ${config.timeZone}: it ends ${formatInstant(window.end)}`,
    )
  }
  await withAssets(url, config, async (target, assets) => {
    const { variables, periodSeconds, timeZone } = config
    const asked = { ...request, assets, variables, periodSeconds, timeZone }
    const closing = await closeMonth(target, asked)
    const { closed, already, lacking } = closing
    if (lacking.length > 0 && closed.length === 0) {
      throw new MinuanoError('days-missing', describeLacking(month, lacking))
    }
    if (isJson) {
      print(
        JSON.stringify({
          month,
          timeZone,
          closed,
          alreadyClosed: already.map(({ asset }) => asset),
          lacking,
        }),
      )
      return
    }
    for (const line of describeClosing(asked, closing)) print(line)
  })
}

/** Opens a month again, once that is confirmed. */
export async function openAgain(
  url: string,
  config: Config,
  { month, by, isJson, isSure }: MonthRequest & { readonly isSure: boolean },
): Promise<void> {
  demandConsent(isSure, 'opening a closed month again', '')
  await withAssets(url, config, async (target, assets) => {
    const closings = await listClosings(target, assets)
    const inForce = closings.filter((of) => of.month === month && of.reopenedAt === null)
    const isAsked = inForce.length > 0 && !isSure
    const question = `Open ${month} again? What was reported may then change.`
    if (isAsked && !(await confirm(question))) {
      say('nothing was changed')
      process.exitCode = 1
      return
    }
    const opened = await reopenMonth(target, { month, assets, by })
    if (isJson) print(JSON.stringify({ month, reopened: opened }))
    else print(describeReopened(month, opened))
  })
}

/** Which months are closed, and were. */
export async function printClosings(url: string, config: Config, isJson: boolean): Promise<void> {
  await withAssets(url, config, async (target, assets) => {
    const closings = await listClosings(target, assets)
    if (isJson) print(JSON.stringify(closings.map(closingAsJson)))
    else if (closings.length === 0) print('no month is closed')
    else print(closingsAsTable(closings))
  })
}

async function withAssets(
  url: string,
  config: Config,
  work: (target: Target, assets: readonly Asset[]) => Promise<void>,
): Promise<void> {
  const target = await openReadyTarget(url, targetLimitsOf(config))
  try {
    await work(target, targetAssets(await listAssets(target), config))
  } finally {
    await target.close()
  }
}

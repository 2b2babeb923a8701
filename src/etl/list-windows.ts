import type { MinuanoError } from '../errors/minuano-error.ts'
import type { Target } from '../target/tables/schema.ts'
import type { Day } from '../time/day.ts'
import type { DayOutcome } from './day-outcome.ts'
import { createSignalIds } from './farm/signal-ids.ts'
import { planFarmWindows } from './farm/plan-farm-windows.ts'
import { runFarmWindow } from './farm/run-farm-window.ts'
import type { FarmWindow } from './farm/run-farm-window.ts'
import type { ConnectorClient } from './extract/connector-client.ts'
import type { OnRows } from './extract/gather-rows.ts'
import { planWindows } from './plan/plan-windows.ts'
import { runWindow } from './run-window.ts'
import type { EtlSettings } from './shape/etl-settings.ts'
import type { Scope, Work } from './shape/work.ts'

/** Days that are loaded in one transaction. */
export interface Window {
  readonly days: readonly Day[]
  /** Loads them: how each ended. Throws where the window failed as a whole. */
  run(target: Target): Promise<DayOutcome[]>
  /** One of them, as a window of its own. */
  only(day: Day): Window
  /** Two windows of half of the assets each; undefined where it is of one. */
  halves?(): readonly [Window, Window] | undefined
  /** How each ended, where the window failed. */
  fail(error: MinuanoError): DayOutcome[]
}

export interface WindowOptions {
  readonly connector: ConnectorClient
  /** Those of one asset, and those that a farm's have in common. */
  readonly settings: EtlSettings
  /** Values that the Source has lost are kept, as a day is that it has lost. */
  readonly keepsEmptied?: boolean
  /** Rows of the Source that have come since the last call. */
  readonly onRows?: OnRows
  /** So many rows of a farm's days name no asset, and were left out. */
  readonly onUnnamed?: (rows: number, days: readonly Day[]) => void
}

/** The windows of one asset's days, or of a farm's, in the order that they are to be loaded in. */
export function listWindows(options: WindowOptions, work: Work | readonly FarmWindow[]): Window[] {
  if (!('days' in work)) {
    const ids = createSignalIds()
    return planFarmWindows(work).map((window) => farmWindow(options, ids, window))
  }
  const plan = planWindows(work.days, options.settings, work.variables.length)
  return work.assets.flatMap((asset) =>
    plan.map((days) => windowOfOne(options, { asset, variables: work.variables }, days)),
  )
}

function windowOfOne(options: WindowOptions, scope: Scope, days: readonly Day[]): Window {
  const { connector, settings, keepsEmptied, onRows } = options
  return {
    days,
    async run(target) {
      const results = await runWindow(
        connector,
        target,
        settings,
        scope,
        days,
        keepsEmptied,
        onRows,
      )
      return days.map((day) => results.get(day) ?? { day, status: 'no-source-data' })
    },
    only: (day) => windowOfOne(options, scope, [day]),
    fail: (error) => days.map((day) => ({ day, status: 'failed', error })),
  }
}

function farmWindow(
  options: WindowOptions,
  ids: ReturnType<typeof createSignalIds>,
  window: FarmWindow,
): Window {
  const { days, assets } = window
  return {
    days,
    run: (target) => runFarmWindow(options.connector, target, ids, window, options),
    only: (day) => farmWindow(options, ids, { ...window, days: [day] }),
    halves: () => {
      if (assets.length < 2) return undefined
      const of = (some: typeof assets) => farmWindow(options, ids, { ...window, assets: some })
      const middle = assets.length >> 1
      return [of(assets.slice(0, middle)), of(assets.slice(middle))]
    },
    fail: (error) =>
      assets.flatMap(({ asset }) => days.map((day) => ({ asset, day, status: 'failed', error }))),
  }
}

import { plainLine } from '../../errors/plain-text.ts'
import type { DayOutcome } from '../../etl/day-outcome.ts'
import type { FarmWindow } from '../../etl/farm/run-farm-window.ts'
import type { Day } from '../../time/day.ts'
import type { DaysWords } from './days-words.ts'
import { describeOutcome, summarize } from './days-report.ts'
import { describeFarm, sumUpFarm } from './describe-farm.ts'

/** A farm's days: one is told of when all its assets have ended; `byAsset`: a line for each. */
export function farmWords(tasks: readonly FarmWindow[], byAsset: boolean): DaysWords {
  const wanted = new Map<Day, number>()
  for (const { assets, days } of tasks) {
    for (const day of days) wanted.set(day, (wanted.get(day) ?? 0) + assets.length)
  }
  const found = new Map<Day, DayOutcome[]>()
  const outcomes = [...wanted.values()].reduce((sum, count) => sum + count, 0)
  const startedAt = Date.now()
  return {
    days: wanted.size,
    outcomes,
    assetsPerDay: outcomes / Math.max(1, wanted.size),
    add(outcome, progress) {
      if (byAsset) progress.say(describeAssetDay(outcome))
      const ofDay = found.get(outcome.day) ?? []
      ofDay.push(outcome)
      found.set(outcome.day, ofDay)
      if (ofDay.length < wanted.get(outcome.day)!) return
      found.delete(outcome.day)
      const { sourceRows } = summarize(ofDay, 0)
      progress.step(
        describeFarmDay(outcome.day, ofDay, (Date.now() - startedAt) / 1000),
        sourceRows,
      )
    },
    sumUp: (all, summary) =>
      `${describeFarm(sumUpFarm(all))}\n${summary.replace('days loaded', 'days of assets loaded')}`,
    json: (all) => {
      const { assets, whole } = sumUpFarm(all)
      return { assets, whole }
    },
  }
}

function describeFarmDay(day: Day, outcomes: readonly DayOutcome[], seconds: number): string {
  const { sourceRows, targetRows, inserted, updated, deleted } = summarize(outcomes, seconds)
  const written =
    inserted + updated + deleted === 0
      ? 'nothing to change'
      : `${inserted} inserted, ${updated} updated, ${deleted} deleted`
  const isOpen = outcomes.some(({ status }) => status === 'open')
  const open = isOpen ? ' (the day is still under way: closed bins only)' : ''
  return `${day}: ${describeFarm(sumUpFarm(outcomes))}; ${sourceRows} source rows, ${targetRows} values: ${written}${open}`
}

function describeAssetDay(outcome: DayOutcome): string {
  return `${plainLine(outcome.asset ?? '')} ${describeOutcome(outcome)}`
}

import { plainLine } from '../../errors/plain-text.ts'
import type { DayOutcome } from '../../etl/day-outcome.ts'
import type { FarmWindow } from '../../etl/farm/run-farm-window.ts'
import type { Day } from '../../time/day.ts'
import type { DaysWords } from './days-words.ts'
import { describeOutcome, describeSummary, summarize } from './days-report.ts'
import type { Summary } from './days-report.ts'
import { describeChanges, underWay } from './describe-day.ts'
import { describeFarm, sumUpFarm } from './describe-farm.ts'

/** A farm's days: one is told of when all its assets have ended; `byAsset`: a line for each. */
export function farmWords(tasks: readonly FarmWindow[], byAsset: boolean): DaysWords {
  const wanted = new Map<Day, number>()
  for (const { assets, days } of tasks) {
    for (const day of days) wanted.set(day, (wanted.get(day) ?? 0) + assets.length)
  }
  const found = new Map<Day, DayOutcome[]>()
  const outcomes = [...wanted.values()].reduce((sum, count) => sum + count, 0)
  return {
    days: wanted.size,
    outcomes,
    add(outcome, progress) {
      if (byAsset) progress.say(describeAssetDay(outcome))
      const ofDay = found.get(outcome.day) ?? []
      ofDay.push(outcome)
      found.set(outcome.day, ofDay)
      if (ofDay.length < wanted.get(outcome.day)!) return
      found.delete(outcome.day)
      const summary = summarize(ofDay, 0)
      progress.step(describeFarmDay(outcome.day, ofDay, summary), summary.sourceRows)
    },
    sumUp: (all, summary) =>
      `${describeFarm(sumUpFarm(all))}\n${describeSummary(summary, 'days of assets')}`,
    json: (all) => {
      const { assets, whole } = sumUpFarm(all)
      return { assets, whole }
    },
  }
}

function describeFarmDay(day: Day, outcomes: readonly DayOutcome[], summary: Summary): string {
  const open = outcomes.some(({ status }) => status === 'open') ? underWay : ''
  return `${day}: ${describeFarm(sumUpFarm(outcomes))}; ${summary.sourceRows} source rows, ${summary.targetRows} values: ${describeChanges(summary)}${open}`
}

function describeAssetDay(outcome: DayOutcome): string {
  return `${plainLine(outcome.asset ?? '')} ${describeOutcome(outcome)}`
}

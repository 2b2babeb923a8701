import { calledAs } from '../../config/called-as.ts'
import { shownUrl } from '../../config/shown-url.ts'
import { listSome } from '../../errors/list-some.ts'
import { print, say } from '../../log/say.ts'
import type { ForgettableDay } from '../../target/ledger/find-forgettable.ts'
import type { Forgotten } from '../../target/ledger/forget-days.ts'

/** A line for each variable and bin width of an asset. */
export function describeForgettable(asset: string, days: readonly ForgettableDay[]): string[] {
  const groups = new Map<string, ForgettableDay[]>()
  for (const day of days) {
    const key = `${day.variable} ${day.periodSeconds}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [day])
    else group.push(day)
  }
  return [...groups.values()].map((group) => {
    const { variable, periodSeconds } = group[0]!
    const values = group.reduce((sum, day) => sum + day.values, 0)
    const of = asset === '' ? variable : `${variable} of ${asset}`
    const others = group.reduce((sum, day) => sum + day.othersValues, 0)
    const stay =
      others === 0
        ? ''
        : `; ${others} more in their hours stay, being of days that were loaded in another time zone`
    return `${of}, bins of ${periodSeconds / 60} min: ${countOf(group.length)} from ${group[0]!.day} to ${group.at(-1)!.day}, ${values} values${stay}`
  })
}

export interface ForgetWords {
  readonly json?: true
  readonly dryRun?: true
  /** The Target's URL. */
  readonly url: string
  /** Flags that a command that loads the days again must be given too. */
  readonly same: string
}

/** Prints what was found, and what of it was deleted. */
export function printForgotten(
  days: readonly ForgettableDay[],
  { values, ledgerRows, incompleteBins, signals }: Forgotten,
  { json, dryRun, url, same }: ForgetWords,
): void {
  const found = {
    days: new Set(days.map(({ day }) => day)).size,
    variables: [...new Set(days.map(({ variable }) => variable))],
    values: days.reduce((sum, day) => sum + day.values, 0),
    othersValues: days.reduce((sum, day) => sum + day.othersValues, 0),
    ledgerRows: days.length,
  }
  if (json === true) {
    const deleted = { values, ledgerRows, incompleteBins, signals }
    print(JSON.stringify({ target: shownUrl(url), found, deleted }))
  } else if (days.length === 0) print('nothing to forget')
  else if (dryRun === true)
    print(`${countOf(found.days)}, ${found.values} values: nothing was deleted`)
  else {
    const gone = signals.length === 0 ? '' : `, and the signals ${listSome(signals, 20)}`
    print(
      `forgotten: ${countOf(found.days)}, ${values} values, ${ledgerRows} rows of the ledger${gone}`,
    )
    const [first, last] = [days[0]!.day, days.at(-1)!.day]
    say(
      `${calledAs()} sync --from ${first} --to ${last}${same} loads again what the Source still has of these days; so does any sync that looks as far back`,
    )
  }
}

function countOf(days: number): string {
  return days === 1 ? '1 day' : `${days} days`
}

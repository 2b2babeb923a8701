import { calledAs } from '../../config/called-as.ts'
import { listSome } from '../../errors/list-some.ts'
import { plainLine } from '../../errors/plain-text.ts'
import type { FoundDay, FoundState } from '../../target/read/list-found-days.ts'
import type { SyncRun } from '../../target/read/list-sync-runs.ts'
import { formatInstant } from '../../time/instant.ts'
import type { FoundBySync } from '../work/read-found.ts'

/** Days that a line names before the rest is counted. */
const mostNamed = 5

/** The variables of one day of one asset that the same was found of. */
interface FoundOfDay extends Pick<FoundDay, 'asset' | 'day' | 'state' | 'seenAt'> {
  readonly variables: string[]
}

/**
 * What the last sync did; and a line for each kind of days that sync found otherwise than the ledger has them, with
 * the command that mends it. `same`: flags that it must be given too.
 */
export function describeFound({ last, days }: FoundBySync, same: string): string[] {
  const groups = groupDays(days)
  return [
    describeRun(last),
    ...describeState(groups, 'changed', same),
    ...describeState(groups, 'missing', same),
    ...describeState(groups, 'lost', same),
  ]
}

function describeRun({ startedAt, endedAt, first, last, text }: SyncRun): string {
  const days = first === last ? first : `${first} to ${last}`
  const done = endedAt === null ? 'has not ended: it is at work, or was cut off' : text
  return `last sync ${formatInstant(startedAt)}, ${days}: ${done}`
}

const words: Readonly<Record<Exclude<FoundState, 'no-source-data'>, [string, string, string]>> = {
  changed: [
    'changed in the Source since it was loaded',
    'changed in the Source since they were loaded',
    '',
  ],
  missing: [
    'is not loaded, though the Source has it',
    'are not loaded, though the Source has them',
    '',
  ],
  lost: [
    'is loaded, though the Source has no rows or values of it any more',
    'are loaded, though the Source has no rows or values of them any more',
    ' --allow-empty',
  ],
}

function describeState(
  groups: readonly FoundOfDay[],
  state: keyof typeof words,
  same: string,
): string[] {
  const found = groups.filter((group) => group.state === state)
  if (found.length === 0) return []
  const [one, many, flag] = words[state]
  const isFarm = found.some(({ asset }) => asset !== '')
  const count = found.length === 1 ? `1 day ${one}` : `${found.length} days ${many}`
  const names = found.map(({ asset, day }) =>
    asset === '' ? day : `${day} of ${plainLine(asset)}`,
  )
  const days = found.map(({ day }) => day).sort()
  const seen = Math.max(...found.map(({ seenAt }) => seenAt))
  return [
    `${isFarm ? 'of all assets, ' : ''}${count} (${listSome(names, mostNamed)}), seen by sync at ${formatInstant(seen)}: ` +
      `${calledAs()} sync --from ${days[0]!} --to ${days.at(-1)!}${flag}${same} ${state === 'lost' ? 'deletes what is lost' : 'loads what the Source has'}`,
  ]
}

/** For machines: what is nothing has no member. */
export function foundAsJson(found: FoundBySync | undefined): object {
  if (found === undefined) return {}
  const { startedAt, endedAt, ...last } = found.last
  const days = groupDays(found.days).map(({ asset, seenAt, ...day }) => ({
    ...(asset === '' ? {} : { asset }),
    ...day,
    seenAt: formatInstant(seenAt),
  }))
  return {
    lastSync: {
      startedAt: formatInstant(startedAt),
      endedAt: endedAt === null ? null : formatInstant(endedAt),
      ...last,
    },
    ...(days.length === 0 ? {} : { foundBySync: days }),
  }
}

function groupDays(days: readonly FoundDay[]): FoundOfDay[] {
  const groups = new Map<string, FoundOfDay>()
  for (const { asset, day, state, variable, seenAt } of days) {
    const key = JSON.stringify([asset, day, state])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { asset, day, state, seenAt, variables: [variable] })
    else group.variables.push(variable)
  }
  return [...groups.values()].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
}

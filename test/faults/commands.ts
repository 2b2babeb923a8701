import type { Plant } from './plant.ts'
import type { Random } from './random.ts'

/** A command line of the ETL, by what it is to do. */
export type Command =
  | { readonly name: 'run'; readonly first: string; readonly last: string }
  | {
      readonly name: 'backfill'
      readonly first: string
      readonly last: string
      readonly keeps: boolean
    }
  | {
      readonly name: 'sync'
      readonly first: string
      readonly last: string
      readonly empties: boolean
    }
  | {
      readonly name: 'forget'
      readonly first: string
      readonly last: string
      readonly asset: string
    }

export function toArguments(command: Command): string[] {
  const { name, first, last } = command
  if (name === 'run') return ['run', first]
  if (name === 'backfill')
    return ['backfill', first, last, ...(command.keeps ? ['--keep-emptied'] : [])]
  const range = ['--from', first, '--to', last]
  if (name === 'sync') return ['sync', ...range, ...(command.empties ? ['--allow-empty'] : [])]
  return ['forget', ...range, '--asset', command.asset, '--yes']
}

export function drawCommand(random: Random, { days, assets }: Plant): Command {
  const from = random.below(days.length)
  const to = from + random.below(days.length - from)
  const [first, last] = [days[from]!, days[to]!]
  const whole = { first: days[0]!, last: days.at(-1)! }
  const chance = random.below(10)
  if (chance < 3) return { name: 'run', first, last: first }
  if (chance < 6) return { name: 'backfill', first, last, keeps: random.chance(0.3) }
  if (chance < 9)
    return {
      name: 'sync',
      ...(random.chance(0.5) ? whole : { first, last }),
      empties: random.chance(0.2),
    }
  return { name: 'forget', first, last, asset: random.pick(assets) }
}

/** Loads all that is late, and no more. */
export function syncAll({ days }: Plant, empties = false): Command {
  return { name: 'sync', first: days[0]!, last: days.at(-1)!, empties }
}

import type { Command } from './commands.ts'
import { nothingHeld } from './compare-days.ts'
import type { HeldDay } from './compare-days.ts'
import { variables } from './plant.ts'
import type { Plant } from './plant.ts'
import { keyOf } from './read-source.ts'
import type { SourceModel } from './read-source.ts'

/** What a command makes of a day of an asset, of which this is held before. */
export function effectOn(
  command: Command,
  source: SourceModel,
  asset: string,
  day: string,
  held: HeldDay,
): HeldDay {
  if (day < command.first || day > command.last) return held
  if (command.name === 'forget') return asset === command.asset ? nothingHeld : held
  if (!source.assets.has(asset)) return held
  const model = source.of(asset, day)
  if (model === 'refused') return held
  if (model === 'no-rows') {
    const empties = command.name === 'sync' && command.empties
    return empties ? nothingHeld : held
  }
  const keeps =
    command.name === 'sync' ? !command.empties : command.name === 'backfill' && command.keeps
  if (!keeps) return model
  // A variable that has no values any more is left as it was; the others are loaded.
  const kept = variables.map((variable) => {
    const { facts } = model[variable]
    const isEmpty = facts.valid + facts.outOfRange + facts.conflicts === 0
    const isHeld = (held[variable]?.facts.valid ?? 0) > 0
    return [variable, isEmpty && isHeld ? held[variable] : model[variable]] as const
  })
  return Object.fromEntries(kept) as HeldDay
}

/** Of each day of each asset what may be held after commands, whose order is not known. */
export interface Expectation {
  /** Where every command has done what it was told to. */
  readonly done: ReadonlyMap<string, readonly HeldDay[]>
  /** Where one, or some, or none of them has. */
  readonly begun: ReadonlyMap<string, readonly HeldDay[]>
}

/** `sources`: the Source as the commands may have seen it, before and after an edit meanwhile. */
export function expect(
  plant: Plant,
  commands: readonly Command[],
  sources: readonly SourceModel[],
  before: ReadonlyMap<string, HeldDay>,
): Expectation {
  const done = new Map<string, HeldDay[]>()
  const begun = new Map<string, HeldDay[]>()
  for (const asset of plant.assets) {
    for (const day of plant.days) {
      const held = before.get(keyOf(asset, day)) ?? nothingHeld
      const after = (command: Command, states: readonly HeldDay[]) =>
        states.flatMap((state) =>
          sources.map((source) => effectOn(command, source, asset, day, state)),
        )
      const orders = commands.length === 2 ? [commands, [...commands].reverse()] : [commands]
      const ends = orders.flatMap((order) =>
        order.reduce<HeldDay[]>((states, command) => after(command, states), [held]),
      )
      const alone = commands.flatMap((command) => after(command, [held]))
      done.set(keyOf(asset, day), unique(ends))
      begun.set(keyOf(asset, day), unique([held, ...alone, ...ends]))
    }
  }
  return { done, begun }
}

const unique = (states: readonly HeldDay[]) => [...new Set(states)]

/** Whether a command that nothing disturbs ends with code 1: a day was refused, or the only day has no rows. */
export function fails(command: Command, source: SourceModel, plant: Plant): boolean {
  if (command.name === 'forget') return false
  const days = plant.days.filter((day) => day >= command.first && day <= command.last)
  const models = [...source.assets].flatMap((asset) => days.map((day) => source.of(asset, day)))
  if (models.includes('refused')) return true
  return command.name === 'run' && models.every((model) => model === 'no-rows')
}

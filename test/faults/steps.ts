import { drawCommand, syncAll, toArguments } from './commands.ts'
import type { Command } from './commands.ts'
import { drawEdit } from './edits.ts'
import type { Edit } from './edits.ts'
import { drawFault } from './faults.ts'
import type { Fault } from './faults.ts'
import type { Plant } from './plant.ts'
import { createRandom } from './random.ts'

export type Step =
  | { readonly kind: 'edit'; readonly edit: Edit }
  /** One command or two at once, and perhaps a fault. */
  | { readonly kind: 'commands'; readonly commands: readonly Command[]; readonly fault?: Fault }
  /** Quiet: what is late is loaded, and then nothing is. */
  | { readonly kind: 'settle'; readonly empties: boolean }

/** How many steps go by, at the most, before all must be whole. */
const restless = 8

/** The steps of a history: all from the seed, before the first of them. */
export function drawSteps(seed: number, count: number, plant: Plant, isDiskReal: boolean): Step[] {
  const random = createRandom(seed)
  const steps: Step[] = []
  let since = 0
  while (steps.length < count) {
    const chance = random.below(100)
    if (since >= restless || steps.length === count - 1) {
      steps.push({ kind: 'settle', empties: random.chance(0.25) })
      since = 0
      continue
    }
    since++
    if (chance < 38) steps.push({ kind: 'edit', edit: drawEdit(random, plant) })
    else {
      const command = random.chance(0.15) ? syncAll(plant) : drawCommand(random, plant)
      const others = random.chance(0.25) ? [drawCommand(random, plant)] : []
      const commands = [command, ...others]
      steps.push(
        random.chance(0.65)
          ? { kind: 'commands', commands, fault: drawFault(random, plant, isDiskReal) }
          : { kind: 'commands', commands },
      )
    }
  }
  return steps
}

export function describeStep(step: Step): string {
  if (step.kind === 'settle') return `settle: sync${step.empties ? ' --allow-empty' : ''}`
  if (step.kind === 'edit') return `edit: ${describeEdit(step.edit)}`
  const { commands, fault } = step
  const said = commands.map((command) => toArguments(command).join(' ')).join('  beside  ')
  return fault === undefined ? said : `${said}  under  ${describeFault(fault)}`
}

function describeEdit({ kind, asset, day, from, to, column, salt }: Edit): string {
  return `${kind} of ${asset} ${day} ${from} to ${to} s (${column}, ${salt})`
}

function describeFault(fault: Fault): string {
  if (fault.kind === 'full-disk') {
    return `a full disk (${fault.table === undefined ? 'a real one' : `${fault.statement} of ${fault.table}`})`
  }
  const { to, deed, trigger } = fault
  const { side, text, count, isPassedOn } = trigger
  const when = text === undefined ? `${count} bytes` : `${JSON.stringify(text)} number ${count}`
  const what = deed === 'edit' ? describeEdit(fault.edit) : deed
  return `${what} on the way to the ${to}, ${isPassedOn ? 'after' : 'before'} ${when} of the ${side}`
}

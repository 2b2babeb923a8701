import { expect, fails } from './effects.ts'
import { syncAll, toArguments } from './commands.ts'
import type { Command } from './commands.ts'
import { findDifference, nothingHeld } from './compare-days.ts'
import type { HeldDay } from './compare-days.ts'
import { armFault } from './do-fault.ts'
import { applyEdit } from './edits.ts'
import type { Fault } from './faults.ts'
import { findLeftOver } from './left-over.ts'
import { variables } from './plant.ts'
import { keyOf, readSource } from './read-source.ts'
import type { SourceModel } from './read-source.ts'
import { readTarget } from './read-target.ts'
import { createFollower } from '../support/follower.ts'
import type { TargetState } from './read-target.ts'
import type { Step } from './steps.ts'
import type { Ended, StartedCommand, World } from './world.ts'

/** What was wrong after a step, each in words. */
export type Findings = readonly string[]

export interface Tally {
  steps: number
  commands: number
  faults: number
  /** Faults whose moment came. */
  happened: number
}

export interface History {
  /** Takes a step and looks at everything; gives what was wrong. */
  take(step: Step): Promise<Findings>
  readonly tally: Tally
}

export async function beginHistory(world: World): Promise<History> {
  const { plant } = world
  const tally: Tally = { steps: 0, commands: 0, faults: 0, happened: 0 }
  let source = await readSource(world.source, plant)
  let held = await readHeld(world)
  let follower: Awaited<ReturnType<typeof createFollower>> | undefined

  async function take(step: Step): Promise<Findings> {
    tally.steps++
    if (step.kind === 'edit') {
      await applyEdit(world.source, step.edit, plant)
      source = await readSource(world.source, plant)
      return []
    }
    if (step.kind === 'commands') return runCommands(step.commands, step.fault)
    return settle(step.empties)
  }

  async function runCommands(commands: readonly Command[], fault?: Fault): Promise<string[]> {
    const started: StartedCommand[] = []
    const armed = fault === undefined ? undefined : await armFault(world, fault, () => started)
    for (const command of commands) started.push(world.start(toArguments(command)))
    const ends = await Promise.all(started.map(({ ended }) => ended))
    const hasHappened = (await armed?.end()) ?? false
    tally.commands += commands.length
    if (fault !== undefined) tally.faults++
    if (hasHappened) tally.happened++
    const before = source
    source = await readSource(world.source, plant)
    const sources = before === source ? [source] : [before, source]
    const left = await findLeftOver(world)
    const expected = expect(plant, commands, sources, held.days)
    held = await readHeld(world)
    const ofCopy = await followCopy()
    const isQuiet = !hasHappened && commands.length === 1
    const areDone = ends.every(({ code }) => code === 0) || isQuiet
    const found = [
      ...left.map((text) => `left over: ${text}`),
      ...held.strays,
      ...ofCopy.map((text) => `a copy that follows changed_at ${text}`),
      ...compare(held, areDone ? expected.done : expected.begun),
      ...ends.flatMap((end, index) => judgeEnd(end, commands[index]!, sources, isQuiet)),
      ...(isQuiet ? findWrongNotes(commands[0]!, source) : []),
    ]
    return found.length === 0 ? [] : [...found, ...ends.map(describeEnd)]
  }

  /** What a copy that is brought up to date after each command has wrong; none before the tables are made. */
  async function followCopy(): Promise<string[]> {
    const { rowCount } = await world.target.query(
      `select where to_regclass('changed_value') is not null`,
    )
    if (rowCount === 0) return []
    follower ??= await createFollower(world.target)
    await follower.follow()
    return follower.findDifference()
  }

  /** Exit codes: 0 where all was done, 1 where rows are refused, 75 where something was not to be had. */
  function judgeEnd(
    { code, signal, output }: Ended,
    command: Command,
    sources: readonly SourceModel[],
    isQuiet: boolean,
  ): string[] {
    const mayFail = sources.map((model) => fails(command, model, plant))
    const allowed = [
      ...(mayFail.includes(false) ? [0] : []),
      ...(mayFail.includes(true) ? [1] : []),
      ...(isQuiet ? [] : [75]),
    ]
    const wrong = [
      ...(/fault in Minuano|TypeError|ReferenceError/.test(output) ? ['a fault of its own'] : []),
      ...(signal === null && !allowed.includes(code ?? -1)
        ? [`exit code ${code}, not ${allowed.join(' or ')}`]
        : []),
    ]
    return wrong.map((text) => `${command.name}: ${text}`)
  }

  /** What a command that nothing disturbed says of each day in the ledger. */
  function findWrongNotes(command: Command, model: SourceModel): string[] {
    if (command.name === 'forget') return []
    return eachDay().flatMap(([asset, day]) => {
      if (day < command.first || day > command.last || !model.assets.has(asset)) return []
      const made = model.of(asset, day)
      return variables.flatMap((variable) => {
        const note = held.notes.get(`${keyOf(asset, day)} ${variable}`)
        const word = `${note?.status ?? 'nothing'} (${note?.error ?? 'no error'})`
        const where = `the ledger says ${word} of ${variable} of ${asset} ${day}`
        if (made === 'refused') {
          // Where values of a variable are lost too, sync may have nothing to load of the day.
          const isSaid = note?.error === 'conflicting-rows' || command.name === 'sync'
          return isSaid ? [] : [`${where}, whose rows are refused`]
        }
        if (made !== 'no-rows')
          return note?.status === 'loaded' ? [] : [`${where}, which is loaded`]
        const isHeld = held.days.get(keyOf(asset, day))?.[variable] !== undefined
        return isHeld || note?.status !== 'loaded' ? [] : [`${where}, which has no rows`]
      })
    })
  }

  async function settle(empties: boolean): Promise<string[]> {
    const found = await runCommands([syncAll(plant, empties)])
    const models = eachDay().map(([asset, day]) => source.of(asset, day))
    if (found.length > 0 || models.includes('refused')) return found
    const again = await world.start([...toArguments(syncAll(plant)), '--dry-run']).ended
    tally.commands++
    const isWhole = again.code === 0 && /: nothing to load/.test(again.output)
    return isWhole ? [] : [`sync finds something to load right after sync`, describeEnd(again)]
  }

  const eachDay = () =>
    plant.assets.flatMap((asset) => plant.days.map((day) => [asset, day] as const))

  return { take, tally }
}

function compare(
  { days }: TargetState,
  expected: ReadonlyMap<string, readonly HeldDay[]>,
): string[] {
  const strange = [...days.keys()].filter((key) => !expected.has(key))
  return [
    ...strange.map((key) => `${key} is no day of the plant`),
    ...[...expected].flatMap(([key, allowed]) => {
      const actual = days.get(key) ?? nothingHeld
      const differences = allowed.map((one) => findDifference(actual, one))
      return differences.includes(undefined) ? [] : [`${key}: ${differences.join('; or ')}`]
    }),
  ]
}

function describeEnd({ code, signal, output }: Ended): string {
  return `it ended with ${code ?? signal}, and said:\n${output.trim().slice(-1500)}`
}

/** Before the first load the Target has no tables. */
async function readHeld({ target, plant }: World): Promise<TargetState> {
  const { rows } = await target.query<{ there: boolean }>(
    `select to_regclass('load') is not null as there`,
  )
  return rows[0]!.there
    ? readTarget(target, plant)
    : { days: new Map(), notes: new Map(), strays: [] }
}

import type { Config } from '../../config/settings.ts'
import { settings } from '../../config/settings.ts'
import { listSome } from '../../errors/list-some.ts'
import { listUnknown } from '../../errors/list-unknown.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import type { Hold } from '../../signal/hold.ts'
import type { SourceVariable } from '../source.ts'

/** The settings that say how samples come. */
export type HoldSettings = Partial<
  Pick<
    Config,
    'sourceSampling' | 'sourceVariableSampling' | 'sourceMaxHold' | 'sourceVariableMaxHold'
  >
>

/** Variables that a message lists. */
const mostNamed = 20

/**
 * Says of each variable whose samples come on change how long a value holds. Throws `configuration` where a setting
 * names a variable that is not there, or how long a value holds of one whose samples are periodic.
 */
export function addHolds<V extends SourceVariable>(
  variables: readonly V[],
  { sourceSampling, sourceVariableSampling, sourceMaxHold, sourceVariableMaxHold }: HoldSettings,
): readonly V[] {
  const names = variables.map(({ name }) => name)
  demandKnown(sourceVariableSampling, names, settings.sourceVariableSampling.env)
  demandKnown(sourceVariableMaxHold, names, settings.sourceVariableMaxHold.env)
  return variables.map((variable) => {
    const { name } = variable
    const own = sourceVariableMaxHold?.get(name)
    const sampling = sourceVariableSampling?.get(name) ?? sourceSampling ?? 'periodic'
    if (sampling === 'periodic') {
      if (own !== undefined) throw holdsNothing(name)
      return variable
    }
    const most = own === undefined ? (sourceMaxHold ?? null) : own
    return { ...variable, hold: { most } satisfies Hold }
  })
}

function demandKnown(
  map: ReadonlyMap<string, unknown> | undefined,
  names: readonly string[],
  setting: string,
): void {
  const unknown = [...(map?.keys() ?? [])].filter((name) => !names.includes(name))
  // What has no rows yet, or no columns, says nothing of them.
  if (unknown.length === 0 || names.length === 0) return
  throw new MinuanoError(
    'configuration',
    `${setting}: the Source has no variable ${listUnknown(unknown, names, mostNamed)}; it has ${listSome(names, mostNamed)}`,
  )
}

function holdsNothing(name: string): MinuanoError {
  return new MinuanoError(
    'configuration',
    `${settings.sourceVariableMaxHold.env}: samples of ${name} are periodic, and hold nothing: drop it, or say that they come on change by SOURCE_VARIABLE_SAMPLING=${name}=on-change`,
  )
}

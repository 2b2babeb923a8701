import { MinuanoError } from '../../errors/minuano-error.ts'
import { circleOf, findKind } from '../../signal/kind.ts'
import type { Kinds } from '../../signal/kind.ts'
import type { EtlSettings } from './etl-settings.ts'
import type { Scope } from './work.ts'

type Units = ReadonlyMap<string, string>

/** The kind of each variable. Throws `configuration` where the setting's kind cannot be of the unit. */
export function findKinds(
  { kinds }: Pick<EtlSettings, 'kinds'>,
  { variables }: Pick<Scope, 'variables'>,
  units: Units,
): Kinds {
  return new Map(
    variables.map((variable) => {
      const unit = units.get(variable)
      const found = findKind(variable, unit, kinds.get(variable))
      if (circleOf(found.kind) !== undefined && isRadians(unit)) {
        throw new MinuanoError(
          'configuration',
          `MINUANO_KINDS: ${variable} is in ${unit}, and a ${found.kind} is in degrees: read it from a view that has it in degrees`,
        )
      }
      return [variable, found]
    }),
  )
}

function isRadians(unit: string | undefined): boolean {
  return unit !== undefined && /^m?rad(ian)?(s|os)?$/i.test(unit.trim())
}

/** A line for each variable whose kind nobody said, though it may be an angle: what was assumed. */
export function remarksOnKinds(kinds: Kinds, units: Units): string[] {
  return [...kinds].flatMap(([variable, { from }]) => {
    if (from !== 'assumed') return []
    const unit = units.get(variable)
    const measure = unit === undefined ? 'has no unit' : `is in ${unit}`
    const choices = `${variable}=scalar, or =direction (0 to 360 degrees) or =signed-angle (-180 to 180)`
    return `${variable} ${measure} and was taken as a scalar, not as an angle: say which it is by MINUANO_KINDS=${choices}`
  })
}

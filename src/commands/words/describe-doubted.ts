import { plainLine } from '../../errors/plain-text.ts'
import { listSome } from '../../errors/list-some.ts'
import type { DoubtedSamples } from '../../target/read/read-doubted-samples.ts'

/** Assets and variables that a line names. */
const mostNamed = 5

/** What figures should not be read without: samples that hung, and those taken out by hand. `leavesOut`: the settings' frozen ones. */
export function describeDoubted(doubted: readonly DoubtedSamples[], leavesOut: boolean): string[] {
  const list = (of: 'frozen' | 'excluded') =>
    listSome(
      doubted
        .filter((samples) => samples[of] > 0)
        .map(
          ({ asset, variable, ...samples }) =>
            `${samples[of]} of ${variable}${asset === '' ? '' : ` of ${plainLine(asset)}`}`,
        ),
      mostNamed,
    )
  const [frozen, excluded] = [list('frozen'), list('excluded')]
  const advice = leavesOut
    ? 'the settings leave them out, of days that were made with these settings'
    : 'they are in the figures, and in turbulence intensity; MINUANO_LEAVE_OUT=frozen and a sync take them out'
  return [
    ...(frozen === '' ? [] : [`samples of a sensor that hung (frozen): ${frozen}: ${advice}`]),
    ...(excluded === '' ? [] : [`samples excluded by hand, in no figure: ${excluded}`]),
  ]
}

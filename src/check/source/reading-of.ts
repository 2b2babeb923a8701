import type { Config } from '../../config/settings.ts'
import type { SourceVariable } from '../../source/source.ts'

/** How samples of the variables to load are read: all alike, or not; `unsaid`: as periodic ones, since nobody said. */
export type Reading = 'unsaid' | 'periodic' | 'on-change' | 'mixed'

export function readingOf(
  variables: readonly SourceVariable[],
  {
    variables: toLoad,
    sourceVariableSampling,
  }: Pick<Config, 'variables' | 'sourceVariableSampling'>,
  isSamplingSet: boolean,
): Reading {
  const own = variables.filter(({ name }) => toLoad.includes(name))
  const held = own.filter(({ hold }) => hold !== undefined)
  if (held.length > 0) return held.length === own.length ? 'on-change' : 'mixed'
  const isSaid = ({ name }: SourceVariable) => isSamplingSet || sourceVariableSampling?.has(name)
  return own.every(isSaid) ? 'periodic' : 'unsaid'
}

import { listSome } from '../../errors/list-some.ts'
import type { Asset } from '../../signal/asset.ts'
import type { Key } from '../../source/narrow/narrow-table.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'

const make = findingsOf('Source')

const mostNamed = 6

/**
 * Variables to load that some assets have and others have not, as a park's meter beside its turbines: all are asked of each
 * asset, so that none of its days would ever be whole.
 */
export function lookAtUneven(
  keys: readonly Key[],
  variables: readonly string[],
  onlyAssets: readonly Asset[] | undefined,
): Finding[] {
  const asked = keys.filter(
    ({ asset, variable }) =>
      variables.includes(variable) && (onlyAssets === undefined || onlyAssets.includes(asset)),
  )
  const assets = [...new Set(asked.map(({ asset }) => asset))]
  const groups = new Map<string, { owners: readonly Asset[]; variables: string[] }>()
  for (const variable of variables) {
    const has = new Set(asked.filter((key) => key.variable === variable).map(({ asset }) => asset))
    if (has.size === 0 || has.size === assets.length) continue
    const owners = assets.filter((asset) => has.has(asset))
    const group = groups.get(JSON.stringify(owners)) ?? { owners, variables: [] }
    group.variables.push(variable)
    groups.set(JSON.stringify(owners), group)
  }
  if (groups.size === 0) return []
  const told = [...groups.values()].map((group) => {
    const names = listSome(group.variables, mostNamed)
    const lacking = assets.filter((asset) => !group.owners.includes(asset))
    const few = group.owners.length <= lacking.length ? group.owners : lacking
    return `${names} of ${group.owners.length} (${few === lacking ? 'not ' : ''}${listSome(few, mostNamed)})`
  })
  return [
    make.unconfirmed(
      `not all ${assets.length} assets have all variables: ${listSome(told, mostNamed)}. What an asset has no tag for counts as missing, and its days are never whole. If it is meant so, load assets of another kind by a call of their own, with MINUANO_ASSETS and MINUANO_VARIABLES`,
    ),
  ]
}

import { calledAs } from '../../config/called-as.ts'
import { listAssets } from '../../config/list-assets.ts'
import type { Layouts } from '../../etl/plan/describe-layouts.ts'
import { say } from '../../log/say.ts'

/** Says in which layouts days were made, and what makes them again; `same`: flags that it must be given too. */
export function sayLayouts({ lines, former }: Layouts, same: string): void {
  lines.forEach(say)
  say(
    `${calledAs()} sync --from ${former.first} --to ${former.last}${same} makes those again by the settings that the Source still has`,
  )
}

/** Assets that a line names, and groups of them of which different things are to be said, before the rest is counted. */
const mostNamed = 5
const mostGroups = 8

/** The same of a farm's assets: once for all of which it is so. */
export function sayFarmLayouts(
  assets: readonly (readonly [asset: string, layouts: Layouts])[],
  same: string,
): void {
  const groups = new Map<string, { readonly names: string[]; readonly layouts: Layouts }>()
  for (const [asset, layouts] of assets) {
    const key = JSON.stringify([layouts.lines, layouts.former])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { names: [asset], layouts })
    else group.names.push(asset)
  }
  const all = [...groups.values()]
  for (const { names, layouts } of all.slice(0, mostGroups)) {
    say(`${listAssets(names, mostNamed)}:`)
    sayLayouts(layouts, same)
  }
  const rest = all.slice(mostGroups).flatMap(({ names }) => names)
  if (rest.length > 0) {
    say(`and otherwise of ${listAssets(rest, mostNamed)} (status --assets says it of those named)`)
  }
}

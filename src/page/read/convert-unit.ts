/** How much of each unit is one of the first. */
const families: readonly Readonly<Record<string, number>>[] = [
  { 'm/s': 1, 'km/h': 3.6, kn: 1.943844, kt: 1.943844, mph: 2.236936 },
  { kW: 1, W: 1000, MW: 0.001 },
]

/** A factor from one unit to another; null where they are not known to be of one kind. */
export function unitFactor(from: string | null, to: string | null): number | null {
  if (from === to) return 1
  if (from === null || to === null) return null
  const family = families.find((units) => from in units && to in units)
  return family === undefined ? null : family[to]! / family[from]!
}

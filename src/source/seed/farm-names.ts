/** T01, T02 and on: as many digits as the last one needs, and two at least. */
export function farmNames(assets: number): string[] {
  const digits = Math.max(2, String(assets).length)
  return Array.from({ length: assets }, (_, i) => `T${String(i + 1).padStart(digits, '0')}`)
}

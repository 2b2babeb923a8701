/** `3 days`, `1 day`; where they are those of several assets, `3 days of assets`, `1 day of an asset`. */
export function countAssetDays(days: number, areOfSeveral: boolean): string {
  if (days === 1) return areOfSeveral ? '1 day of an asset' : '1 day'
  return areOfSeveral ? `${days} days of assets` : `${days} days`
}

/**
 * What can be computed for each bin. `std` divides by n-1 (the sample standard deviation); `count` is
 * the number of samples.
 */
export const statistics = ['mean', 'min', 'max', 'std', 'count'] as const

export type Statistic = (typeof statistics)[number]

export function isStatistic(text: string): text is Statistic {
  return (statistics as readonly string[]).includes(text)
}

/** What is computed for each bin. `std` divides by n-1 (the sample standard deviation). */
export const statistics = ['mean', 'min', 'max', 'std'] as const

export type Statistic = (typeof statistics)[number]

export function isStatistic(text: string): text is Statistic {
  return (statistics as readonly string[]).includes(text)
}

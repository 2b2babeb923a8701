import type { MinuanoError } from '../errors/minuano-error.ts'

/**
 * What work gives; throws the fault where it takes longer. The work itself goes on. The fault is made when it is thrown:
 * made for every question it was one part in thirty of what a day's answer took.
 */
export async function orTooLate<T>(
  work: Promise<T>,
  milliseconds: number,
  fault: () => MinuanoError,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(fault()), milliseconds)
  })
  try {
    return await Promise.race([work, tooLate])
  } finally {
    clearTimeout(timer)
  }
}

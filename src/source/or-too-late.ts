import type { MinuanoError } from '../errors/minuano-error.ts'

/** What work gives; throws the fault where it takes longer. The work itself goes on. */
export async function orTooLate<T>(
  work: Promise<T>,
  milliseconds: number,
  fault: MinuanoError,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(fault), milliseconds)
  })
  try {
    return await Promise.race([work, tooLate])
  } finally {
    clearTimeout(timer)
  }
}

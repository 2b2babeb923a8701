import { InvalidArgumentError } from 'commander'

/** A reader of whole numbers within bounds, for commander. */
export function readCount(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,10}$/.test(text) ? Number(text) : NaN
    if (number >= least && number <= most) return number
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
  }
}

/** The most turbines of a random farm. */
export const mostTurbines = 500

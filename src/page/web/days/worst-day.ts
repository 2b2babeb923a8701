/** States from what a person should see first to what is well. */
const order = 'fmgxpo.nw'

/** The letter that stands for the days [from, to), where several share a pixel: the one to see first. */
export function worstDay(states: string, from: number, to: number): string {
  let worst = order.length
  for (let index = from; index < to; index++) {
    const place = order.indexOf(states.charAt(index))
    if (place >= 0 && place < worst) worst = place
  }
  return order.charAt(worst) || '.'
}

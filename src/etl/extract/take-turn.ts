let last: Promise<void> = Promise.resolve()

/** Waits until nobody else of this process has the turn: whoever gets it must call what is given. */
export async function takeTurn(): Promise<() => void> {
  const before = last
  let end = () => {}
  last = new Promise((resolve) => (end = resolve))
  await before
  return end
}

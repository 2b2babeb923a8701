/**
 * Runs one task at a time. Asked for more meanwhile, it runs the last that was asked for when this one is
 * done: a wheel that turns faster than the server answers leaves no queue behind.
 */
export function createLatest<Wish = void>(
  run: (wish: Wish) => Promise<void>,
  failed: (error: unknown) => void,
): (wish: Wish) => void {
  let isRunning = false
  let next: { readonly wish: Wish } | undefined
  async function work(first: Wish): Promise<void> {
    isRunning = true
    let wish = first
    for (;;) {
      try {
        await run(wish)
      } catch (error) {
        failed(error)
      }
      if (next === undefined) break
      wish = next.wish
      next = undefined
    }
    isRunning = false
  }
  return (wish) => {
    if (isRunning) next = { wish }
    else void work(wish)
  }
}

const waiting: (() => void)[] = []

/**
 * Waits for the next turn of the event loop that is nobody else's: of all long answers together, one frame is written
 * in a turn. Without it an answer whose rows are there and whose reader is quick goes on for as long as that
 * lasts, and whatever else has arrived waits.
 */
export function loopTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve)
    if (waiting.length === 1) setImmediate(giveTurn)
  })
}

/** What is asked for from here on comes in the loop's next turn, after what has arrived meanwhile. */
function giveTurn(): void {
  waiting.shift()!()
  if (waiting.length > 0) setImmediate(giveTurn)
}

/** What the page knows, in one place; views follow the parts that they show. */
export interface Store<State> {
  readonly state: State
  set(change: Partial<State>): void
  /** Calls `show` now, and again whenever one of the parts is another than before. */
  follow<Parts extends unknown[] | []>(
    parts: (state: State) => Parts,
    show: (...parts: NoInfer<Parts>) => void,
  ): void
}

export function createStore<State extends object>(initial: State): Store<State> {
  let state = initial
  const followers: (() => void)[] = []
  return {
    get state() {
      return state
    },
    set(change) {
      state = { ...state, ...change }
      for (const follower of followers) follower()
    },
    follow(parts, show) {
      let seen: unknown[] = parts(state)
      followers.push(() => {
        const now = parts(state)
        if (now.every((part, index) => Object.is(part, seen[index]))) return
        seen = now
        show(...now)
      })
      show(...(seen as Parameters<typeof show>))
    },
  }
}

/** What is known from a time on: a value, that there is none, or nothing, since what is said cannot be used. */
export const known = { value: 0, nothing: 1, outOfRange: 2, conflict: 3, doubt: 4 } as const

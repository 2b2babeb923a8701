import { userInfo } from 'node:os'

/** What the system calls whoever runs this; in a container without names, the user's number. */
export function systemUser(): string {
  try {
    return userInfo().username
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`
  }
}

import { setFlagsFromString } from 'node:v8'

/**
 * Tells V8 not to enlarge the part of its heap where new objects are made. Left to itself it grows with what survives a
 * while, as much of a farm does, and stays so: of 1,000 assets of 10 variables 134 of 309 MB, where 33 were in use. As it
 * is at the start the whole takes 177 MB, and a few percent more time. A V8 that does not know the flag goes on as
 * before.
 */
export function keepYoungHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}

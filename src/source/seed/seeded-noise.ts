/** A standard normal signal over time: the same seed and time give the same value, whatever the order. */
export type Noise = (minute: number) => number

/** One layer: its period in minutes, and its share of the signal's variance. */
type Layer = readonly [minutes: number, share: number]

/**
 * Noise with memory: layers of smooth random waves, slow ones and fast ones, whose shares add up to a
 * variance of 1. Each layer blends two neighbouring normal values by sine and cosine, so its variance
 * is the same everywhere: linear blending would calm it between them.
 */
export function createNoise(seed: number, channel: number, layers: readonly Layer[]): Noise {
  const total = layers.reduce((sum, [, share]) => sum + share, 0)
  const waves = layers.map(([minutes, share], index) =>
    createWave(hash(hash(seed, channel), index), minutes, Math.sqrt(share / total)),
  )
  return (minute) => {
    let sum = 0
    for (const wave of waves) sum += wave(minute)
    return sum
  }
}

function createWave(key: number, minutes: number, size: number): Noise {
  let cell = NaN
  let from = 0
  let to = 0
  return (minute) => {
    const place = minute / minutes
    const floor = Math.floor(place)
    if (floor !== cell) {
      from = floor === cell + 1 ? to : normal(key, floor)
      to = normal(key, floor + 1)
      cell = floor
    }
    if (place === floor) return size * from
    const angle = (place - floor) * (Math.PI / 2)
    return size * (from * Math.cos(angle) + to * Math.sin(angle))
  }
}

/** A normal value for a whole number: Box and Muller's transform of two hashed uniforms. */
function normal(key: number, index: number): number {
  const first = hash(key, index)
  const uniform = (first + 1) / 2 ** 32
  const angle = (hash(first, key) / 2 ** 32) * 2 * Math.PI
  return Math.sqrt(-2 * Math.log(uniform)) * Math.cos(angle)
}

/** Mixes two whole numbers into 32 bits: the finalizer of MurmurHash3, twice. */
export function hash(first: number, second: number): number {
  return scramble(scramble(first | 0) ^ (second + 0x9e37_79b9))
}

function scramble(value: number): number {
  let bits = value | 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x85eb_ca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}

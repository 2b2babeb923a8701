import { isUtf8 } from 'node:buffer'

/** Text as it is decoded, and what it was decoded from. */
export interface TextDecoding {
  /** Decodes the next bytes; what may be half a character waits for more. */
  push(bytes: Uint8Array): string
  /** The rest. */
  end(): string
  /** A name of the Encoding Standard; `utf-8` until other bytes have come. */
  readonly encoding: string
  /** Whether bytes were no characters, so that `�` stands for them. */
  readonly isBroken: boolean
}

/**
 * Decodes text whose encoding is told, or else found: UTF-16 by its byte order mark or by its zero bytes,
 * UTF-8 where all bytes are, and Windows-1252 (which holds Latin-1) from the first byte that is not.
 */
export function createTextDecoding(told: string | undefined): TextDecoding {
  let decoder: InstanceType<typeof TextDecoder> | undefined
  let encoding = told ?? 'utf-8'
  let waiting: Uint8Array = new Uint8Array(0)
  let isFirst = true
  let isPlain = true
  let isBroken = false

  function decodeFound(bytes: Uint8Array, isEnd: boolean): string {
    const whole = waiting.length === 0 ? bytes : Buffer.concat([waiting, bytes])
    const cut = isEnd ? whole.length : completeLength(whole)
    const part = whole.subarray(0, cut)
    if (isUtf8(part)) {
      waiting = whole.subarray(cut)
      isPlain &&= part.every((byte) => byte < 0x80)
      return Buffer.from(part.buffer, part.byteOffset, part.length).toString('utf8')
    }
    waiting = new Uint8Array(0)
    // What has been UTF-8 so far is not of another encoding: single bytes are broken.
    if (isPlain) encoding = 'windows-1252'
    else isBroken = true
    decoder = new TextDecoder(encoding)
    return decoder.decode(whole, { stream: true })
  }

  return {
    push(bytes) {
      if (isFirst && bytes.length > 0) {
        isFirst = false
        const marked = markOf(bytes) ?? (told === undefined ? utf16Of(bytes) : undefined)
        if (marked !== undefined) encoding = marked
        if (marked !== undefined || told !== undefined) decoder = new TextDecoder(encoding)
        // A decoder leaves the mark out by itself; here it is left out by hand.
        else if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
          isPlain = false
          return decodeFound(bytes.subarray(3), false)
        }
      }
      return decoder?.decode(bytes, { stream: true }) ?? decodeFound(bytes, false)
    },
    end: () => decoder?.decode() ?? decodeFound(new Uint8Array(0), true),
    get encoding() {
      return encoding
    },
    get isBroken() {
      return isBroken
    },
  }
}

function markOf([first, second]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined
}

/** UTF-16 without a mark: every other byte of plain letters and digits is zero. */
function utf16Of(bytes: Uint8Array): string | undefined {
  const sample = bytes.subarray(0, 2000)
  let even = 0
  let odd = 0
  for (const [at, byte] of sample.entries()) {
    if (byte !== 0) continue
    if (at % 2 === 0) even++
    else odd++
  }
  const many = sample.length / 4
  if (odd > many && even < many / 10) return 'utf-16le'
  return even > many && odd < many / 10 ? 'utf-16be' : undefined
}

/** The length without a last character that may go on in the next bytes. */
function completeLength(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) break
    if (byte < 0xc0) continue
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
    return back < needed ? bytes.length - back : bytes.length
  }
  return bytes.length
}

import { inflateSync } from 'node:zlib'

/** Decodes a Pipes environment variable: JSON, compressed by zlib, in base64. */
export function decodeParameters(name: string, text: string): Readonly<Record<string, unknown>> {
  try {
    const json = inflateSync(Buffer.from(text, 'base64')).toString('utf8')
    return JSON.parse(json) as Record<string, unknown>
  } catch (cause) {
    throw new Error(`${name} does not hold Dagster Pipes parameters`, { cause })
  }
}

import { sliceFrame } from '../../src/frame/frame.ts'
import type { Frame, FrameEncoder } from '../../src/frame/frame.ts'

/** The frame's rows as plain arrays, infinities as no value: what any codec must bring back. */
export function expectedRows(frame: Frame): object {
  return rowsOf({
    ...frame,
    columns: new Map(
      [...frame.columns].map(([name, values]) => [
        name,
        values.map((value) => (Number.isFinite(value) ? value : NaN)),
      ]),
    ),
  })
}

/** As plain arrays, reasons of no row left out, since a deep comparison of these tells -0 from 0 and takes one NaN for another. */
export function rowsOf(frame: Frame): object {
  return {
    time: [...frame.time],
    columns: [...frame.columns].map(([name, values]) => [name, [...values]]),
    reasons: [...(frame.reasons ?? [])]
      .filter(([, bytes]) => bytes.length > 0)
      .map(([name, bytes]) => [name, [...bytes]]),
  }
}

/** Cuts bytes at places from 0 to 1; some pieces may be empty. */
export function cutBytes(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  return bounds(bytes.length, places).map(([from, to]) => bytes.subarray(from, to))
}

/** Splits a frame into batches at places from 0 to 1; some may be empty. */
export function cutFrame(frame: Frame, places: readonly number[]): Frame[] {
  return bounds(frame.time.length, places).map(([from, to]) => sliceFrame(frame, from, to))
}

function bounds(length: number, places: readonly number[]): [number, number][] {
  const cuts = places.map((place) => Math.round(place * length)).sort((a, b) => a - b)
  return [0, ...cuts].map((from, index) => [from, cuts[index] ?? length])
}

/** The whole answer that an encoder makes of these frames. */
export function encodeWhole(encoder: FrameEncoder, frames: readonly Frame[]): Uint8Array {
  const rows = frames.reduce((sum, frame) => sum + frame.time.length, 0)
  return Buffer.concat([
    encoder.start(),
    ...frames.map((frame) => encoder.rows(frame)),
    encoder.end(rows),
  ])
}

import { connect } from 'node:net'
import { createAnswerReader } from './answer-reader.ts'

/** Milliseconds from the request to the first byte of the answer's body; the rest is not taken. */
export function firstBodyByte(baseUrl: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let startedAt = 0
    const socket = open(baseUrl, path, () => (startedAt = performance.now()))
    const read = createAnswerReader({
      onBody: () => {
        resolve(performance.now() - startedAt)
        socket.destroy()
      },
    })
    socket.on('data', (piece) => takeOrFail(read, piece, reject))
    socket.on('error', reject)
  })
}

/** Reads the whole answer and forgets it; gives its bytes. */
export function readWhole(baseUrl: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let bytes = 0
    const socket = open(baseUrl, path, () => undefined)
    const read = createAnswerReader({
      onEnd: () => {
        resolve(bytes)
        socket.destroy()
      },
    })
    socket.on('data', (piece) => {
      bytes += piece.length
      takeOrFail(read, piece, reject)
    })
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('the answer was cut')))
  })
}

function open(baseUrl: string, path: string, onAsked: () => void) {
  const { port, host } = new URL(baseUrl)
  const socket = connect({ port: Number(port), host: '127.0.0.1', noDelay: true })
  socket.once('connect', () => {
    onAsked()
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
  })
  return socket
}

function takeOrFail(
  read: (piece: Buffer) => void,
  piece: Buffer,
  fail: (error: Error) => void,
): void {
  try {
    read(piece)
  } catch (error) {
    fail(error as Error)
  }
}

// The processes of a test run. Each leads a process group of its own, so that whatever it started
// ends with it: at its time limit, or when the run is interrupted.
import { spawn } from 'node:child_process'

const ownGroup = process.platform !== 'win32'
const running = new Set()

/**
 * Runs a command to its end: `{ output, status }`, both streams in one text. `status` is the exit
 * code, the signal's name, or `timeout`.
 */
export function runChild(command, args, { env, shell = false, timeoutSeconds } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      env,
      shell,
      detached: ownGroup,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.add(child)
    const chunks = []
    child.stdout.on('data', (chunk) => chunks.push(chunk))
    child.stderr.on('data', (chunk) => chunks.push(chunk))
    let timedOut = false
    const limit =
      timeoutSeconds &&
      setTimeout(() => {
        timedOut = true
        signalGroup(child, 'SIGKILL')
      }, timeoutSeconds * 1000)
    let settled = false
    const settle = (status) => {
      if (settled) return
      settled = true
      clearTimeout(limit)
      running.delete(child)
      child.stdout.destroy()
      child.stderr.destroy()
      resolve({ output: Buffer.concat(chunks).toString(), status: timedOut ? 'timeout' : status })
    }
    child.on('error', (error) => {
      chunks.push(Buffer.from(`${error.message}\n`))
      settle(1)
    })
    child.on('exit', (code, signal) => {
      // What it left behind may hold its pipes open: their end is waited for, but not for long.
      signalGroup(child, 'SIGTERM')
      child.on('close', () => settle(code ?? signal))
      setTimeout(() => settle(code ?? signal), 1000)
    })
  })
}

/** Ends every process of the run; those that do not listen, at once after two seconds. */
export async function stopChildren() {
  const children = [...running]
  for (const child of children) signalGroup(child, 'SIGTERM')
  const deadline = Date.now() + 2000
  while (children.some((child) => running.has(child)) && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  for (const child of children) signalGroup(child, 'SIGKILL')
}

function signalGroup(child, signal) {
  try {
    if (ownGroup) process.kill(-child.pid, signal)
    else child.kill(signal)
  } catch {
    // It has ended, and its group with it.
  }
}

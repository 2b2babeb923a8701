// Runs before `npm start` and `npm test`, on the host's own Node and before node_modules exists:
// plain JavaScript, no packages. Installs what is missing, or what the lock file has changed since.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'

const installed = 'node_modules/.package-lock.json'

function isCurrent() {
  if (!existsSync(installed) || !existsSync('dist/main.js')) return false
  const since = statSync(installed).mtimeMs
  return ['package.json', 'package-lock.json'].every((file) => statSync(file).mtimeMs <= since + 1)
}

if (!isCurrent()) {
  process.stderr.write('Installing (once, about a minute) ...\n')
  const npm = process.env.npm_execpath
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error']
  const { status, error } = npm
    ? spawnSync(process.execPath, [npm, ...args], { stdio: ['ignore', 2, 2] })
    : spawnSync('npm', args, { stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
  if (error) process.stderr.write(`npm install could not be started: ${error.message}\n`)
  if (status !== 0) process.exit(status ?? 1)
}

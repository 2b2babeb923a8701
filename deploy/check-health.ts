// The image's health check: whether the Connector in this container answers. The slim base image
// brings no curl.
const port = process.env['CONNECTOR_PORT'] ?? '8000'
const answer = await fetch(`http://127.0.0.1:${port}/health/live`, {
  signal: AbortSignal.timeout(3000),
}).catch(() => undefined)
process.exitCode = answer?.ok === true ? 0 : 1

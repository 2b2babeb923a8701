import { keys, logLevel, port, seconds, text } from './readers.ts'
import { optionalSetting, setting } from './setting.ts'

/** The settings of the page; a part of all settings. */
export const pageSettings = {
  pageHost: setting({
    env: 'PAGE_HOST',
    flag: '--page-host <address>',
    key: 'page.host',
    reader: text,
    fallback: '127.0.0.1',
    goesTo: ['page'],
    help: 'address that the page listens on; another than loopback needs an API key',
  }),
  pagePort: setting({
    env: 'PAGE_PORT',
    flag: '--page-port <number>',
    key: 'page.port',
    reader: port,
    fallback: '8080',
    goesTo: ['page'],
    help: 'port that the page listens on; in use, the next free one unless asked for by flag',
  }),
  pageApiKey: optionalSetting({
    env: 'PAGE_API_KEY',
    key: 'page.apiKey',
    secret: true,
    reader: keys,
    help: 'API keys of the page: whoever has any of them may look',
  }),
  pageApiKeysFile: optionalSetting({
    env: 'PAGE_API_KEYS_FILE',
    key: 'page.apiKeysFile',
    reader: text,
    goesTo: ['page'],
    help: 'file of more API keys of the page, a name and a hash a line, and perhaps the assets that it may see: see keys.md; read anew when it changes',
  }),
  pageTimeout: setting({
    env: 'PAGE_TIMEOUT',
    key: 'page.timeout',
    reader: seconds,
    fallback: '60s',
    goesTo: ['page'],
    help: 'how long the page lets the Target be silent, and a statement there take',
  }),
  pageLogLevel: setting({
    env: 'PAGE_LOG_LEVEL',
    key: 'page.logLevel',
    reader: logLevel,
    fallback: 'warn',
    goesTo: ['page'],
    help: 'what the page logs on stderr: info is a line a request; debug, warn, error, silent',
  }),
} as const

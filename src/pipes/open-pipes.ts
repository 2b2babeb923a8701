import { decodeParameters } from './decode-parameters.ts'
import { describeException } from './describe-exception.ts'
import { encodeMessage } from './encode-message.ts'
import type { Method, TextFilter } from './encode-message.ts'
import { openMessageChannel } from './message-channel.ts'
import { toMetadataValue } from './metadata-value.ts'
import type { MetadataInput } from './metadata-value.ts'
import { readPipesContext } from './pipes-context.ts'
import type { PipesContext } from './pipes-context.ts'

export type LogLevel = 'debug' | 'info' | 'warning' | 'error' | 'critical'

type Metadata = Readonly<Record<string, MetadataInput>>

interface OfAsset {
  /** May be left out where the step has one asset. */
  readonly assetKey?: string
  readonly metadata?: Metadata
}

export interface Materialization extends OfAsset {
  readonly dataVersion?: string
}

export interface AssetCheck extends OfAsset {
  readonly name: string
  readonly passed: boolean
  readonly severity?: 'WARN' | 'ERROR'
}

/** The line to the Dagster step that started this process. Outside Dagster every call does nothing. */
export interface Pipes {
  /** `undefined` outside Dagster. */
  readonly context: PipesContext | undefined
  log(level: LogLevel, message: string): void
  reportMaterialization(materialization?: Materialization): void
  reportCheck(check: AssetCheck): void
  /** Anything that JSON can hold, for the asset's own code. */
  reportCustom(payload: unknown): void
  /** The last word, said once; with an error the host shows what failed. */
  close(error?: unknown): void
}

export interface PipesOptions {
  /** Applied to every text that is sent. */
  readonly filter?: TextFilter
}

/**
 * Opens a Dagster Pipes session, protocol 0.1, from the environment that is given. Throws an Error
 * where that holds Pipes variables which cannot be read.
 */
export function openPipes(
  environment: Readonly<Record<string, string | undefined>>,
  { filter = (text) => text }: PipesOptions = {},
): Pipes {
  const { DAGSTER_PIPES_CONTEXT: forContext, DAGSTER_PIPES_MESSAGES: forMessages } = environment
  if (forContext === undefined) return outsideDagster
  if (forMessages === undefined) throw new Error('DAGSTER_PIPES_MESSAGES is missing')
  const context = readPipesContext(decodeParameters('DAGSTER_PIPES_CONTEXT', forContext))
  const channel = openMessageChannel(decodeParameters('DAGSTER_PIPES_MESSAGES', forMessages))
  let isClosed = false
  const send = (method: Method, params: Readonly<Record<string, unknown>>) => {
    if (!isClosed) channel.send(encodeMessage(method, params, filter))
  }
  send('opened', { extras: {} })
  return {
    context,
    log: (level, message) => send('log', { message, level: level.toUpperCase() }),
    reportMaterialization: ({ assetKey, dataVersion = null, metadata } = {}) =>
      send('report_asset_materialization', {
        asset_key: assetKey ?? onlyAsset(context),
        data_version: dataVersion,
        metadata: toMetadata(metadata),
      }),
    reportCheck: ({ assetKey, name, passed, severity = 'ERROR', metadata }) =>
      send('report_asset_check', {
        asset_key: assetKey ?? onlyAsset(context),
        check_name: name,
        passed,
        severity,
        metadata: toMetadata(metadata),
      }),
    reportCustom: (payload) => send('report_custom_message', { payload }),
    close(error) {
      send('closed', error === undefined ? {} : { exception: describeException(error) })
      if (!isClosed) channel.close()
      isClosed = true
    },
  }
}

const outsideDagster: Pipes = {
  context: undefined,
  log: () => undefined,
  reportMaterialization: () => undefined,
  reportCheck: () => undefined,
  reportCustom: () => undefined,
  close: () => undefined,
}

function onlyAsset({ assetKeys }: PipesContext): string {
  const [key, ...others] = assetKeys ?? []
  if (key !== undefined && others.length === 0) return key
  throw new Error(`assetKey is needed: the step has ${assetKeys?.length ?? 0} assets, not one`)
}

function toMetadata(metadata: Metadata = {}) {
  return Object.fromEntries(
    Object.entries(metadata).map(([name, input]) => [name, toMetadataValue(input)]),
  )
}

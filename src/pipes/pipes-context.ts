import { readFileSync } from 'node:fs'

/** What Dagster says about the step that started this process; `null` where it does not apply. */
export interface PipesContext {
  /** Each is a path of parts joined by `/`. */
  readonly assetKeys: readonly string[] | null
  readonly codeVersionByAssetKey: Readonly<Record<string, string | null>> | null
  readonly provenanceByAssetKey: Readonly<Record<string, unknown>> | null
  /** The one partition of the run; `null` in a run of several. */
  readonly partitionKey: string | null
  readonly partitionKeyRange: PipesRange | null
  /** Of a time partition, as RFC 3339. */
  readonly partitionTimeWindow: PipesRange | null
  readonly runId: string
  readonly jobName: string | null
  readonly retryNumber: number
  /** What the asset's code passed on. */
  readonly extras: Readonly<Record<string, unknown>>
}

export interface PipesRange {
  readonly start: string
  readonly end: string
}

/** The context's keys on the wire. */
interface ContextData {
  readonly asset_keys?: readonly string[] | null
  readonly code_version_by_asset_key?: PipesContext['codeVersionByAssetKey']
  readonly provenance_by_asset_key?: PipesContext['provenanceByAssetKey']
  readonly partition_key?: string | null
  readonly partition_key_range?: PipesRange | null
  readonly partition_time_window?: PipesRange | null
  readonly run_id: string
  readonly job_name?: string | null
  readonly retry_number?: number
  readonly extras?: Readonly<Record<string, unknown>> | null
}

/** Reads the context that the parameters name: a file's, or the one that they hold themselves. */
export function readPipesContext(parameters: Readonly<Record<string, unknown>>): PipesContext {
  const { path, data } = parameters
  if (typeof path === 'string') {
    return toContext(JSON.parse(readFileSync(path, 'utf8')) as ContextData)
  }
  if (typeof data === 'object' && data !== null) return toContext(data as ContextData)
  throw new Error('the Dagster Pipes context is neither a path nor data')
}

function toContext(data: ContextData): PipesContext {
  return {
    assetKeys: data.asset_keys ?? null,
    codeVersionByAssetKey: data.code_version_by_asset_key ?? null,
    provenanceByAssetKey: data.provenance_by_asset_key ?? null,
    partitionKey: data.partition_key ?? null,
    partitionKeyRange: data.partition_key_range ?? null,
    partitionTimeWindow: data.partition_time_window ?? null,
    runId: data.run_id,
    jobName: data.job_name ?? null,
    retryNumber: data.retry_number ?? 0,
    extras: data.extras ?? {},
  }
}

/** What Dagster's runs read and write. */
export interface Services {
  /** `undefined` where each of several plants has its own; so the others. */
  readonly connectorUrl: string | undefined
  readonly connectorApiKey: string | undefined
  readonly targetUrl: string | undefined
  /** Rejects when what was started for it ends. */
  readonly broken: Promise<never>
}

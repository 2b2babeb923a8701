/** What Dagster's runs read and write. */
export interface Services {
  readonly connectorUrl: string
  readonly connectorApiKey: string | undefined
  readonly targetUrl: string
  /** Rejects when what was started for it ends. */
  readonly broken: Promise<never>
}

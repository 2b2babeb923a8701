/** Where the ETL reads and writes. */
export interface Pipeline {
  readonly connectorUrl: string
  /** `undefined` where nothing is to be written. */
  readonly targetUrl: string | undefined
}

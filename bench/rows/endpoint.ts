/** Who answers, and where a day is asked for. */
export interface Endpoint {
  readonly name: string
  readonly port: number
  readonly path: (start: string, end: string) => string
}

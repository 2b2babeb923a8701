/**
 * Whether a client that sends this `Accept-Encoding` takes gzip, and wants it no less than the bytes as they are
 * (RFC 9110, 12.5.3). Without the header it is not asked for.
 */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  if (acceptEncoding === undefined) return false
  let [gzip, any, identity]: (number | undefined)[] = []
  for (const part of acceptEncoding.toLowerCase().split(',')) {
    const [coding, ...parameters] = part.split(';').map((text) => text.trim())
    const quality = qualityOf(parameters)
    if (coding === 'gzip' || coding === 'x-gzip') gzip = quality
    else if (coding === '*') any = quality
    else if (coding === 'identity') identity = quality
  }
  const wanted = gzip ?? any ?? 0
  return wanted > 0 && wanted >= (identity ?? 0)
}

/** What cannot be read as a weight says no. */
function qualityOf(parameters: readonly string[]): number {
  const weight = parameters.find((parameter) => parameter.startsWith('q='))
  if (weight === undefined) return 1
  const quality = Number(weight.slice(2))
  return quality >= 0 && quality <= 1 ? quality : 0
}

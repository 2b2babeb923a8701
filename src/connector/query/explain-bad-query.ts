import type { FastifyRequest, FastifySchemaValidationError } from 'fastify'
import { nearestName } from '../../errors/did-you-mean.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { unknownFormat } from './choose-format.ts'
import { cutShort, quoteShort } from '../../errors/quote-short.ts'

/** What other APIs call our parameters, where no likeness of letters would show it. */
const otherNames: Readonly<Record<string, string>> = {
  from: 'start',
  begin: 'start',
  since: 'start',
  to: 'end',
  until: 'end',
  stop: 'end',
  columns: 'variables',
  fields: 'variables',
  signals: 'variables',
}

interface QuerySchema {
  readonly properties: Readonly<Record<string, { readonly enum?: readonly string[] }>>
}

/** Unknown parameters that an answer lists, and looks for a likeness of. */
const mostUnknown = 5

/**
 * Turns what the schema found in a query into one error that says all of it: parameters that are not
 * known, with the right name where it can be guessed; those that lack; those given more than once.
 */
export function explainBadQuery(
  faults: readonly FastifySchemaValidationError[],
  request: FastifyRequest,
): MinuanoError {
  if (faults.every(({ instancePath }) => instancePath === '/format')) {
    const { format } = request.query as { format: unknown }
    return unknownFormat(`format ${cutShort(JSON.stringify(format))}`)
  }
  const { querystring } = request.routeOptions.schema ?? {}
  const { properties } = querystring as QuerySchema
  const chosen = explainChoice(faults, request, properties)
  if (chosen !== undefined) return chosen
  const known = Object.keys(properties)
  const given = Object.keys(request.query as object)
  const listOf = (name: string) =>
    faults.flatMap(({ params }) => (params[name] as string[] | undefined) ?? [])
  // The schema's check stops at eight faults, and may not have come to say which names are wrong.
  const unknown = given.filter((name) => !known.includes(name))
  const missing = listOf('requiredProperties')
  const repeated = faults
    .filter(({ keyword }) => keyword === 'type')
    .map(({ instancePath }) => instancePath.slice(1))
  const takes =
    known.length === 0
      ? 'there is none to give here'
      : `the parameters here are ${known.join(', ')}`
  const sentences = [
    ...unknown
      .slice(0, mostUnknown)
      .map((name) => `the parameter ${quoteShort(name)} is not known${guess(name, known)}`),
    ...(unknown.length > mostUnknown
      ? [`${unknown.length - mostUnknown} more parameters are not known`]
      : []),
    ...(missing.length === 0 ? [] : [`the request lacks ${missing.join(' and ')}`]),
    ...repeated.map((name) => `${name} may be given once`),
    takes,
  ]
  const code =
    unknown.length === 0 && missing.length > 0 ? 'missing-parameter' : 'unknown-parameter'
  return new MinuanoError(code, sentences.join('; '))
}

/** Says which words there are, where nothing but one that is of some words is wrong. */
function explainChoice(
  faults: readonly FastifySchemaValidationError[],
  request: FastifyRequest,
  properties: QuerySchema['properties'],
): MinuanoError | undefined {
  const [name = '', ...others] = new Set(faults.map(({ instancePath }) => instancePath.slice(1)))
  const words = properties[name]?.enum
  if (words === undefined || others.length > 0) return undefined
  const given = cutShort(JSON.stringify((request.query as Record<string, unknown>)[name]))
  return new MinuanoError('invalid-parameter', `${name} is ${words.join(' or ')}, not ${given}`)
}

function guess(name: string, known: readonly string[]): string {
  const other = otherNames[name.toLowerCase()]
  const nearest = other !== undefined && known.includes(other) ? other : nearestName(name, known)
  return nearest === undefined ? '' : ` (did you mean ${nearest}?)`
}

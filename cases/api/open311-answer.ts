/** How GeoReport answers: lists, as JSON or XML by the ending of the address. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'

import { errorCodes, UrbanBrainError } from '../../core/errors.ts'
import { toXml, type Element } from '../report/open311.ts'
import type { formats } from './open311-contract.ts'

export const open311Tags = ['open311']
export const open311Root = '/open311/v2'

type Format = (typeof formats)[number]

export const mediaTypes = { json: 'application/json', xml: 'text/xml' } as const satisfies Record<
  Format,
  string
>

interface Listed {
  readonly list: string
  readonly item: string
  readonly elements: readonly Element[]
}

export const sendList = (reply: FastifyReply, format: Format, { list, item, elements }: Listed) =>
  reply
    .type(`${mediaTypes[format]}; charset=utf-8`)
    .send(format === 'json' ? JSON.stringify(elements) : toXml(list, item, elements))

/** As GeoReport says it: a list of codes and words. What is a defect of ours is told as everywhere. */
export function refuseAsList(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const status =
    error instanceof UrbanBrainError ? errorCodes[error.code].http : (error.statusCode ?? 500)
  if (status >= 500) throw error
  const mistakes = error.validation?.map(
    ({ instancePath, message }) => `${instancePath.slice(1)}: ${message}`,
  ) ?? [error.message]
  const format = /\.xml(?:\?|$)/.test(request.url) ? 'xml' : 'json'
  const elements = mistakes.map((description) => ({ code: status, description }))
  return sendList(reply.status(status), format, { list: 'errors', item: 'error', elements })
}

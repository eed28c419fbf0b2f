import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'

import { errorCodes } from '../../../core/errors.ts'
import { errorWords } from '../../../core/error-words.ts'
import { languageOf } from '../decide/language.ts'
import { describe } from '../server.ts'

const types: Readonly<Record<number, string>> = {
  400: 'BadRequestData',
  404: 'ResourceNotFound',
  501: 'OperationNotSupported',
}

/** As NGSI-LD says it (ProblemDetails); who may not ask, and what is a defect of ours, is told as everywhere. */
export function refuseAsProblemDetails(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { code, message, details } = describe(error)
  const status = errorCodes[code].http
  const type = types[status]
  if (type === undefined) throw error
  const language = languageOf(request.headers['accept-language'])
  return reply
    .status(status)
    .header('content-language', language)
    .type('application/problem+json; charset=utf-8')
    .send(
      JSON.stringify({
        type: `https://uri.etsi.org/ngsi-ld/errors/${type}`,
        title: errorWords[code][language],
        status,
        detail: [message, ...details].join('; '),
      }),
    )
}

import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import type { Access } from '../../core/access.ts'
import { deskRoles } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { RotaHolder } from '../../core/duty-desks.ts'
import { scopeOf } from '../../core/scope.ts'
import { instant } from '../../core/time.ts'
import { decodeText } from '../../core/text-file.ts'
import { mayEdit, maySwap, Rotas, type RotasDeps } from '../desk/rotas.ts'
import {
  dutiesSchema,
  dutyParamsSchema,
  rotaEditSchema,
  rotaImportedSchema,
  rotaImportQuerySchema,
  rotaSchema,
  swapSchema,
} from './duty-contract.ts'
import { readers } from './visible-case.ts'

const tags = ['cases']
const longestFile = 1_024 * 1_024

/** Rotas of units and desks (值班表): who is on duty, gaps, changes and swaps. */
export const dutyRoutes =
  (deps: RotasDeps & { readonly access: Access }): FastifyPluginAsyncZod =>
  async (server) => {
    const { access } = deps
    const rotas = new Rotas(deps)
    const ours = (request: object, unit: string, may: typeof mayEdit) => {
      const actor = access.actor(request)
      if (!may(actor, unit as RotaHolder))
        throw new UrbanBrainError('forbidden', `you do not answer for the rota of ${unit}`)
      return actor
    }
    const seen = (request: object, unit: string) => {
      const actor = access.actor(request)
      const { unit: limited } = scopeOf(actor)
      if (limited !== undefined && limited !== unit)
        throw new UrbanBrainError('not-found', `there is no unit ${unit}`)
      return rotas.one(unit as RotaHolder, actor)
    }

    server.get(
      '/v1/duty',
      {
        onRequest: access.allowLimited(...readers),
        schema: {
          summary:
            'Who is on duty now (值班), and when nobody is in the next days, desk by desk and unit by unit',
          tags,
          response: { 200: dutiesSchema },
        },
      },
      async (request) => rotas.all(scopeOf(access.actor(request)).unit),
    )

    server.get(
      '/v1/duty/:unit',
      {
        onRequest: access.allowLimited(...deskRoles, 'crew'),
        schema: {
          summary:
            'The rota of a unit or a desk (值班表), its turns in the next days, and who changed it',
          tags,
          params: dutyParamsSchema,
          response: { 200: rotaSchema },
        },
      },
      async (request) => seen(request, request.params.unit),
    )

    server.post(
      '/v1/duty/:unit',
      {
        onRequest: access.allowLimited('supervisor', 'administrator'),
        schema: {
          summary: 'The rows of a rota anew; the version before is kept',
          tags,
          params: dutyParamsSchema,
          body: rotaEditSchema,
          response: { 200: rotaSchema },
        },
      },
      async (request) => {
        const { unit } = request.params
        await rotas.edit(unit as RotaHolder, ours(request, unit, mayEdit), {
          ...request.body,
          shifts: request.body.shifts.map(({ until, ...shift }) => ({
            ...shift,
            ...(until !== undefined && until !== '' && { until }),
          })),
        })
        return seen(request, unit)
      },
    )

    server.post(
      '/v1/duty/:unit/swap',
      {
        onRequest: access.allowLimited(
          ...([
            'supervisor',
            'administrator',
            'crew',
            'operator',
            'dispatcher',
            'inspector',
          ] as const),
        ),
        schema: {
          summary: 'Puts another person on duty for a time (换班)',
          tags,
          params: dutyParamsSchema,
          body: swapSchema,
          response: { 200: rotaSchema },
        },
      },
      async (request) => {
        const { unit } = request.params
        const { from, to, ...swap } = request.body
        await rotas.swap(unit as RotaHolder, ours(request, unit, maySwap), {
          ...swap,
          from: instant(from),
          to: instant(to),
        })
        return seen(request, unit)
      },
    )
    await server.register(importRoute(access, rotas))
  }

/** Apart, for a parser of files is of this route alone. */
const importRoute =
  (access: Access, rotas: Rotas): FastifyPluginAsyncZod =>
  async (server) => {
    // Bytes, because only they show in which encoding the file was saved.
    server.addContentTypeParser(
      ['text/csv', 'text/plain'],
      { parseAs: 'buffer', bodyLimit: longestFile },
      (_request, body, done) => {
        done(null, body)
      },
    )
    server.post(
      '/v1/duty-import',
      {
        bodyLimit: longestFile,
        onRequest: access.allowLimited('supervisor', 'administrator'),
        schema: {
          summary: 'Rotas from CSV (unit, person, since, until, days, from, to), all units or none',
          tags,
          querystring: rotaImportQuerySchema,
          body: z.unknown().describe('The bytes of the file'),
          response: { 200: rotaImportedSchema },
        },
      },
      async (request) => {
        const file = request.body instanceof Uint8Array ? decodeText(request.body) : undefined
        if (file === undefined || 'mistake' in file)
          throw new UrbanBrainError('import-invalid', 'the file cannot be read', {
            details: [file?.mistake ?? 'the body holds no file'],
          })
        return rotas.fromFile(file.text, access.actor(request), request.query)
      },
    )
  }

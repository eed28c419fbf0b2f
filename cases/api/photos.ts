import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'

import type { FastifyInstance } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'

import type { Access } from '../../core/access.ts'
import { people, type Actor, type ActorRole } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import { isLimited } from '../../core/scope.ts'
import { hours, type Clock } from '../../core/time.ts'
import type { CasesConfig } from '../config.ts'
import { checkPhoto } from '../desk/photo-check.ts'
import { lookOf } from '../life/look.ts'
import { photoTypes } from '../photos/photos.ts'
import { isDamaged, photosOf } from '../photos/photo-faults.ts'
import type { PhotoStore } from '../photo-ports.ts'
import type { CaseStore } from '../ports.ts'
import {
  photoHeadersSchema,
  photoParamsSchema,
  photoQuerySchema,
  photoSchema,
} from './photo-contract.ts'
import { visibleCase } from './visible-case.ts'

interface PhotoRoutesDeps {
  readonly access: Access
  readonly photos: PhotoStore
  readonly store: Pick<CaseStore, 'get' | 'load' | 'addLook'>
  readonly clock: Pick<Clock, 'now'>
  readonly observer: Observer
  readonly config: Pick<CasesConfig, 'photos'>
}

/** Who takes photos. */
const senders: readonly ActorRole[] = [
  'crew',
  'inspector',
  'operator',
  'dispatcher',
  'administrator',
]
const tags = ['photos']

/** Photos in and out. Only here is a picture a body that is taken. */
export const photoRoutes =
  (deps: PhotoRoutesDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const { access, photos, store, clock, observer, config } = deps
    /** What is looked at again within the hour is one look. */
    const seen = new LRUCache<string, true>({ max: 10_000, ttl: hours(1) })
    takePictures(server)
    const noSuch = () => new UrbanBrainError('not-found', 'there is no photo of this name')
    /** Whoever names the case is held to it. */
    const mustStand = async (sha256: string, id: string | undefined, actor: Actor) => {
      if (id === undefined && !isLimited(actor)) return
      const { id: found } = await visibleCase(store, id ?? '', actor).catch(() => {
        throw noSuch()
      })
      const events = await store.load(found)
      if (!events.some((event) => photosOf(event).includes(sha256))) throw noSuch()
    }

    server.post(
      '/v1/photos',
      {
        onRequest: access.allowLimited(...senders),
        bodyLimit: config.photos.largest,
        schema: {
          summary: 'Keep a photo; its name is the SHA-256 of its bytes',
          description: `The body is the picture itself, at most ${config.photos.largest} bytes. A repeat answers 200.`,
          tags,
          consumes: [...photoTypes],
          headers: photoHeadersSchema,
          body: z.unknown().describe('The bytes of the picture'),
          response: { 200: photoSchema, 201: photoSchema },
        },
      },
      async (request, reply) => {
        const bytes = request.body
        if (!(bytes instanceof Uint8Array)) throw invalid(`send one of ${photoTypes.join(', ')}`)
        const look = await checkPhoto(bytes, config.photos.pixels)
        if (look.mistake !== undefined) throw invalid(look.mistake)
        const sha256 = createHash('sha256').update(bytes).digest('hex')
        const said = request.headers['x-sha256']
        if (said !== undefined && said !== sha256)
          throw invalid(`x-sha256 is ${said}, and what came has ${sha256}: send it again`)
        const before = await photos.put(sha256, look.type, bytes)
        return reply
          .code(before === 'new' ? 201 : 200)
          .send({ sha256, bytes: bytes.byteLength, type: look.type })
      },
    )

    server.get(
      '/v1/photos/:sha256',
      {
        // A HEAD would read the whole file to throw it away.
        exposeHeadRoute: false,
        onRequest: access.allowLimited(...people),
        schema: {
          summary: 'A photo',
          description:
            'Every person may see it who knows its name, which nobody can guess, and who is limited to a part of the city by a case there.',
          tags,
          params: photoParamsSchema,
          querystring: photoQuerySchema,
        },
      },
      async (request, reply) => {
        const { sha256 } = request.params
        await mustStand(sha256, request.query.case, access.actor(request))
        const photo = await photos.get(sha256).catch((error: unknown) => {
          if (!isDamaged(error)) throw error
          observer.emit('photo.damaged', { sha256, message: error.message })
          throw new UrbanBrainError(
            'store-damaged',
            'this photo is damaged where it is kept; whoever has it may send it again',
            { cause: error },
          )
        })
        if (photo === undefined) throw noSuch()
        const actor = access.actor(request)
        const look = `${actor.name} ${sha256} ${request.query.case}`
        if (!seen.has(look)) {
          const of = request.query.case
          const about = { what: 'photo' as const, fields: [sha256], ...(of && { case: of }) }
          await store.addLook(lookOf(actor, { at: clock.now(), ...about }))
          seen.set(look, true)
        }
        return reply
          .header('content-type', photo.type)
          .header('content-length', photo.bytes)
          .header('cache-control', 'private, max-age=31536000, immutable')
          .header('x-content-type-options', 'nosniff')
          .send(Readable.from(photo.content(), { objectMode: false }))
      },
    )
  }

function takePictures(server: FastifyInstance): void {
  server.addContentTypeParser([...photoTypes], { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body)
  })
}

const invalid = (message: string): UrbanBrainError =>
  new UrbanBrainError('request-invalid', message)

/**
 * Messages that platforms push over HTTP: the same as those on a topic of a binding, with the proof that the binding names in the place of
 * a connection. What is not proved leaves nothing behind; what is answered with 200 is in the log.
 */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import { longestBound } from '../../core/bindings/bindings.ts'
import { pushTopic, type PushDocument } from '../../core/bindings/push.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { Frame } from '../../core/frame.ts'
import type { DeviceId } from '../../core/identity.ts'
import { TokenBucket } from '../../core/token-bucket.ts'
import { framesTopic } from '../../core/topics.ts'
import { countFailures, networkOf } from '../../runtime/failures.ts'
import { openedPush, type Sealed } from '../../runtime/push-cipher.ts'
import { isProvedChallenge, pushFault } from '../../runtime/push-proof.ts'
import { challengeSchema, challengedSchema, pushedSchema, pushParamsSchema } from './contract.ts'
import type { IngestApiDependencies } from './dependencies.ts'

const tags = ['push']

interface Door {
  readonly id: string
  readonly topic: string
  readonly push: PushDocument
  readonly secret: string
  /** Of a platform that encrypts. */
  readonly key: string | undefined
  /** What the platform is called in the register. */
  readonly gateway: DeviceId
}

const sealedWords: Readonly<Record<Sealed, string>> = {
  'no-key': 'the message is encrypted, and the binding names no key (push.key)',
  'wrong-key': 'the message is encrypted, and the key that the binding names does not open it',
}

/** A platform pushes to several addresses of ours from one of its own: a wrong secret of one of them stops no other. */
const prover = ({ id }: Door, address: string): string => `${id} ${networkOf(address)}`

export const pushRoutes =
  ({
    log,
    clock,
    observer,
    bindings,
    push: limits,
  }: IngestApiDependencies): FastifyPluginAsyncZod =>
  async (server) => {
    const failures = countFailures(clock)
    const buckets = new Map<string, TokenBucket>()
    const secrets = new Map(Object.entries(limits.secrets))

    const doorOf = (id: string): Door => {
      const topic = pushTopic(id)
      const { push, gateway } = bindings.find(topic)[0]?.binding ?? {}
      const secret = push && secrets.get(push.secret)
      if (push === undefined || gateway === undefined || secret === undefined)
        throw new UrbanBrainError('not-found', `nothing is pushed to ${id}`)
      const key =
        push.proof === 'onenet' && push.key !== undefined ? secrets.get(push.key) : undefined
      return { id, topic, push, secret, key, gateway }
    }
    const refuse = ({ id }: Door, reason: 'unproved' | 'too-many' | 'sealed'): void =>
      observer.emit('bindings.push-refused', { reason, binding: id })
    const unproved = (door: Door, address: string, fault: string): UrbanBrainError => {
      failures.count(prover(door, address))
      refuse(door, 'unproved')
      return new UrbanBrainError('unauthenticated', fault)
    }
    const isTooFast = ({ id }: Door): boolean => {
      const now = clock.elapsed()
      let bucket = buckets.get(id)
      if (bucket === undefined)
        buckets.set(id, (bucket = new TokenBucket(limits.pushRate, limits.pushBurst, now)))
      if (bucket.take(now) === 0) return false
      bucket.giveBack()
      return true
    }
    /** Before a body is read. */
    const letIn = async (request: { readonly params: unknown; readonly ip: string }) => {
      const { binding } = request.params as { readonly binding: string }
      const door = doorOf(binding)
      if (!failures.tooMany(prover(door, request.ip))) return
      refuse(door, 'too-many')
      throw new UrbanBrainError('too-many-requests', 'too many wrong proofs from this address')
    }

    // What is signed is bytes, whatever they say that they are.
    server.removeAllContentTypeParsers()
    server.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: longestBound },
      (_request, body, done) => done(null, body),
    )

    server.get(
      '/v1/push/:binding',
      {
        onRequest: letIn,
        schema: {
          summary: 'The question of OneNET whether the address is ours; `msg` is the answer',
          tags,
          security: [],
          params: pushParamsSchema,
          querystring: challengeSchema,
          response: { 200: challengedSchema },
        },
      },
      async ({ params, query, ip }, reply) => {
        const door = doorOf(params.binding)
        if (door.push.proof !== 'onenet')
          throw new UrbanBrainError('not-found', `${door.id} asks no such question`)
        if (!isProvedChallenge(door.secret, query))
          throw unproved(door, ip, 'the signature is not of msg and nonce by the common token')
        return reply.type('text/plain; charset=utf-8').send(Buffer.from(query.msg))
      },
    )

    server.post(
      '/v1/push/:binding',
      {
        onRequest: letIn,
        schema: {
          summary: 'A message that a platform pushes, as its binding reads it',
          description:
            'Any body of up to 64 KiB, with the proof that the binding names in the place of a token (docs/bindings.md). It is in the log before it is ' +
            'answered, so a platform that hears no 200 sends it again: the same fact is one reading.',
          tags,
          security: [],
          params: pushParamsSchema,
          response: { 200: pushedSchema },
        },
      },
      async ({ params, headers, body, ip }) => {
        const door = doorOf(params.binding)
        if (!Buffer.isBuffer(body) || body.length === 0)
          throw new UrbanBrainError('request-invalid', 'the message is empty')
        const now = clock.now()
        const fault = pushFault(door.push, door.secret, { headers, body }, now)
        if (fault !== undefined) throw unproved(door, ip, fault)
        if (isTooFast(door)) {
          refuse(door, 'too-many')
          throw new UrbanBrainError('too-many-requests', `more messages than ${door.id} may push`)
        }
        const opened = door.push.proof === 'onenet' ? openedPush(body, door.key) : body
        if (typeof opened === 'string') {
          refuse(door, 'sealed')
          throw new UrbanBrainError('request-invalid', sealedWords[opened])
        }
        const frame: Frame = {
          ...{ type: 'frame', source: door.gateway, channel: 'telemetry', topic: door.topic },
          ...{ protocol: 'binding', body: opened, receivedAt: now, retained: false },
        }
        await log.append(framesTopic, [frame])
        observer.emit('bindings.pushed', {})
        return { stored: true as const }
      },
    )
  }

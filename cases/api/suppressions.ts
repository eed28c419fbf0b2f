import { createHash, randomUUID } from 'node:crypto'

import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import { suppressorRoles, type ActorRole } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import type { Clock } from '../../core/time.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import { canonicalJson } from '../../core/canonical-json.ts'
import {
  endSuppressionSchema,
  madeSuppression,
  newSuppressionSchema,
  type NewSuppression,
} from '../life/suppression-command.ts'
import { covers, isInForce, isOver, type Suppression } from '../life/suppression.ts'
import type { Calendar } from '../life/working-time.ts'
import type { CaseStore } from '../ports.ts'
import { idempotencySchema } from '../../core/api-fields.ts'
import { suppressionReadingRoutes } from './suppression-reading.ts'
import {
  previewSchema,
  suppressionParamsSchema,
  suppressionSchema,
} from './suppression-contract.ts'

export interface SuppressionRoutesDeps {
  readonly access: Access
  readonly store: CaseStore
  readonly clock: Clock
  readonly calendar: Pick<Calendar, 'offset'>
  readonly observer: Observer
  readonly directory: Pick<DeviceDirectory, 'get' | 'values'>
}

const tags = ['alarms']
const mostAlarms = 200

/** What holds alarms back: made, looked at, ended. */
export const suppressionRoutes =
  (deps: SuppressionRoutesDeps, readers: readonly ActorRole[]): FastifyPluginAsyncZod =>
  async (server) => {
    const { access, store, clock, calendar, observer } = deps
    await server.register(suppressionReadingRoutes(deps, readers))
    const shown = (suppression: Suppression) => ({
      ...suppression,
      inForce: isInForce(suppression, clock.now(), calendar),
    })
    const made = (asked: NewSuppression, by: string, id: string): Suppression => {
      const result = madeSuppression(asked, { id, by, at: clock.now() })
      if ('mistake' in result) throw new UrbanBrainError('request-invalid', result.mistake)
      return result.suppression
    }
    const unknown = (id: string) =>
      new UrbanBrainError('not-found', `there is no suppression ${id}`)

    server.post(
      '/v1/suppressions/preview',
      {
        onRequest: access.allow(...suppressorRoles),
        schema: {
          summary: 'How much it would hold back; nothing is made',
          tags,
          body: newSuppressionSchema,
          response: { 200: previewSchema },
        },
      },
      async (request) =>
        await preview(deps, made(request.body, access.actor(request).name, 'preview')),
    )

    server.post(
      '/v1/suppressions',
      {
        onRequest: access.allow(...suppressorRoles),
        schema: {
          summary: 'Hold alarms back: shelve (搁置), maintenance (检修), works permit (作业许可)',
          description:
            'Alarms that it covers are kept and listed and open no case. What stands when it is over, or out of its hours, is ' +
            'taken to the cases then. With `Idempotency-Key` a repeat makes no second one.',
          tags,
          headers: idempotencySchema,
          body: newSuppressionSchema,
          response: { 201: suppressionSchema },
        },
      },
      async (request, reply) => {
        const { name } = access.actor(request)
        const key = request.headers['idempotency-key'] ?? randomUUID()
        const asked = made(request.body, name, suppressionId(name, key))
        const kept = await store.addSuppression(asked)
        if (canonicalJson(wordsOf(kept)) !== canonicalJson(wordsOf(asked)))
          throw new UrbanBrainError('request-invalid', 'the key was used for something else')
        if (kept.at === asked.at) observer.emit('suppression.made', fieldsOf(kept, name))
        return reply.code(201).send(shown(kept))
      },
    )

    server.post(
      '/v1/suppressions/:id/end',
      {
        onRequest: access.allow(...suppressorRoles),
        schema: {
          summary: 'End it before its time; what stands goes to the cases',
          tags,
          params: suppressionParamsSchema,
          body: endSuppressionSchema,
          response: { 200: suppressionSchema },
        },
      },
      async (request) => {
        const { id } = request.params
        const before = await store.suppression(id)
        if (before === undefined) throw unknown(id)
        if (isOver(before, clock.now())) return shown(before)
        const { name } = access.actor(request)
        const ended = { by: name, at: clock.now(), reason: request.body.reason }
        const after = await store.endSuppression(id, ended)
        if (after === undefined) throw unknown(id)
        observer.emit('suppression.ended', fieldsOf(after, name))
        return shown(after)
      },
    )
  }

async function preview(
  { store, directory }: SuppressionRoutesDeps,
  suppression: Suppression,
): Promise<{ readonly devices: number; readonly standing: number }> {
  // How many it may reach: of the mildest severity, by any rule.
  const reach = { ...suppression, matcher: { ...suppression.matcher, rules: undefined } }
  let devices = 0
  for (const { device } of directory.values()) {
    const suspect = { rule: '' as never, severity: 'blue', device: device.id } as const
    if (device.active && covers(reach, { ...suspect, cell: device.cell, registered: device }))
      devices += 1
  }
  let standing = 0
  let cursor: string | undefined
  do {
    const page = await store.alarms({ standing: true }, mostAlarms, cursor)
    for (const { rule, severity, device, cell } of page.items) {
      const registered = directory.get(device)?.device
      if (
        severity !== undefined &&
        covers(suppression, { rule, severity, device, cell, registered })
      )
        standing += 1
    }
    cursor = page.next
  } while (cursor !== undefined)
  return { devices, standing }
}

const suppressionId = (by: string, key: string): string =>
  `S${createHash('sha256')
    .update(JSON.stringify([by, key]))
    .digest('hex')
    .slice(0, 12)}`

/** What was asked, without when: `from` is now when nobody said another. */
const wordsOf = ({ kind, matcher, upTo, reason, permit, until, repeat }: Suppression) => ({
  kind,
  matcher,
  upTo,
  reason,
  permit,
  until,
  repeat,
})

const fieldsOf = ({ id, kind }: Suppression, by: string) => ({ kind, suppression: id, by })

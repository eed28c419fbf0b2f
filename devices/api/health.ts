import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { LRUCache } from 'lru-cache'
import type { z } from 'zod'

import { hours, instant, minutes, plus, seconds, type Instant } from '../../core/time.ts'
import { fleetHealth } from '../health/fleet-health.ts'
import type { DeviceHealth, Span } from '../health/health.ts'
import { readerRoles, type Actor } from '../../core/actor.ts'
import { devicesHealthQuerySchema, devicesHealthSchema, devicesSilentSchema } from './contract.ts'
import type { DevicesApiDependencies } from './dependencies.ts'
import { selectionOf } from '../../core/api-fields.ts'
import { visibleDevices } from '../../runtime/visible-device.ts'

/** What was observed later than this before the end of a span may still be on its way to the series. */
const settling = seconds(10)

/** A span ends at a multiple of its 720th part: two minutes of a day. Counting it takes a big city's engine seconds. */
const parts = 720

/** Spans end at round instants, so that all who ask between two of them get the same answer and the series is asked once. */
export function spanOf(now: Instant, length: number): Span {
  const grain = Math.max(minutes(1), length / parts)
  const to = instant(Math.floor((now - settling) / grain) * grain)
  return { from: plus(to, -length), to }
}

export function healthRoutes(dependencies: DevicesApiDependencies): FastifyPluginAsyncZod {
  const { access, clock, directory } = dependencies
  const answers = new LRUCache<string, Promise<readonly DeviceHealth[]>>({ max: 16 })
  const seenBy = async (actor: Actor, query: z.output<typeof devicesHealthQuerySchema>) => {
    const { hours: length, ...rest } = query
    await directory.follow()
    const span = spanOf(clock.now(), hours(length))
    const selection = selectionOf(rest)
    const key = JSON.stringify([span, selection, directory.revision])
    let answer = answers.get(key)
    if (answer === undefined) {
      answer = fleetHealth(dependencies, selection, span)
      answers.set(key, answer)
      answer.catch(() => answers.delete(key))
    }
    const seen = new Set<string>(visibleDevices(directory, actor).map(({ device }) => device.id))
    return { ...span, devices: (await answer).filter(({ id }) => seen.has(id)) }
  }
  return async (server) => {
    server.get(
      '/v1/devices-health',
      {
        onRequest: access.allowLimited(...readerRoles),
        schema: {
          summary: 'How well each active device reports',
          description:
            'Four shares of 0 to 1 over the last hours, up to a round instant (two minutes for a day); absent when nothing can be said.',
          tags: ['devices'],
          querystring: devicesHealthQuerySchema,
          response: { 200: devicesHealthSchema },
        },
      },
      (request) => seenBy(access.actor(request), request.query),
    )
    server.get(
      '/v1/devices-silent',
      {
        onRequest: access.allowLimited(...readerRoles),
        schema: {
          summary: 'Which active devices do not report',
          description: 'As `/v1/devices-health` says it, for whoever needs no more of each device.',
          tags: ['devices'],
          querystring: devicesHealthQuerySchema,
          response: { 200: devicesSilentSchema },
        },
      },
      async (request) => {
        const { devices, ...span } = await seenBy(access.actor(request), request.query)
        const silent = devices.flatMap((device) => (device.silent ? [device.id] : []))
        return { ...span, count: devices.length, silent }
      },
    )
  }
}

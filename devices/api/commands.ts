import { createHash, randomUUID } from 'node:crypto'

import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import { deskRoles } from '../../core/actor.ts'
import { deviceParams, idempotencySchema } from '../../core/api-fields.ts'
import { commandRoles } from '../../core/device-command-table.ts'
import type { DeviceCommandId } from '../../core/device-command.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { seesDevice, visibleDevice } from '../../runtime/visible-device.ts'
import { give, isSameOrder, type Refusal } from '../decide/device-command.ts'
import {
  commandParams,
  commandViewSchema,
  deviceCommandsQuerySchema,
  deviceCommandsSchema,
  giveCommandSchema,
} from './command-contract.ts'
import { commandView, offersFor } from './command-views.ts'
import type { DevicesApiDependencies } from './dependencies.ts'

const tags = ['devices']

/** What devices are told to do, and what became of it. */
export const commandRoutes =
  ({
    access,
    registry: { commands },
    directory,
    clock,
    observer,
    commandsChanged,
  }: DevicesApiDependencies): FastifyPluginAsyncZod =>
  async (server) => {
    server.post(
      '/v1/devices/:id/commands',
      {
        onRequest: access.allowLimited(...commandRoles),
        schema: {
          summary: 'Tell a device to do something',
          description:
            'Answered when the command is kept; `GET /v1/commands/:id` and `device-command` of the live feed say what becomes of it. ' +
            'With the header `Idempotency-Key` a repeat of the same request gives no second command (200).',
          tags,
          params: deviceParams,
          headers: idempotencySchema,
          body: giveCommandSchema,
          response: { 200: commandViewSchema, 201: commandViewSchema },
        },
      },
      async (request, reply) => {
        const { params, headers, body } = request
        const actor = access.actor(request)
        await directory.follow()
        const { device } = visibleDevice(directory, params.id, actor)
        const id = numberOf(device.id, actor.name, headers['idempotency-key'] ?? randomUUID())
        const given = give({ ...body, id }, device, actor, clock.now())
        if ('refusal' in given) throw refused(given.refusal)
        const before = await commands.find(id)
        const kept = await commands.give(given.command)
        if (!isSameOrder(kept, given.command)) throw keyReused()
        if (before !== undefined) return commandView(kept)
        observer.emit('device-command.given', { command: kept.command })
        commandsChanged.announce()
        return reply.status(201).send(commandView(kept))
      },
    )

    server.get(
      '/v1/devices/:id/commands',
      {
        onRequest: access.allowLimited(...deskRoles),
        schema: {
          summary: 'What a device was told to do, newest first, and what it can be told',
          tags,
          params: deviceParams,
          querystring: deviceCommandsQuerySchema,
          response: { 200: deviceCommandsSchema },
        },
      },
      async (request) => {
        const actor = access.actor(request)
        await directory.follow()
        const { device } = visibleDevice(directory, request.params.id, actor)
        const found = await commands.of(device.id, request.query.limit)
        return { offers: offersFor(device, actor.role), commands: found.map(commandView) }
      },
    )

    server.get(
      '/v1/commands/:id',
      {
        onRequest: access.allowLimited(...deskRoles),
        schema: {
          summary: 'A command to a device, and what became of it',
          tags,
          params: commandParams,
          response: { 200: commandViewSchema },
        },
      },
      async (request) => {
        const { id } = request.params
        const found = await commands.find(id)
        await directory.follow()
        if (found === undefined || !seesDevice(access.actor(request), directory.get(found.device)))
          throw new UrbanBrainError('device-command-unknown', `no command has the number ${id}`)
        return commandView(found)
      },
    )
  }

/** The same request of the same person to the same device is the same command. */
const numberOf = (device: string, by: string, key: string): DeviceCommandId => {
  const sum = createHash('sha256')
    .update(JSON.stringify([device, by, key]), 'utf8')
    .digest('hex')
  return `DC${sum.slice(0, 20)}` as DeviceCommandId
}

function refused(refusal: Refusal): UrbanBrainError {
  const told = refusal.code === 'device-command-invalid' ? refusal.mistakes : [refusal.why]
  const [en, zh] = [told.map((one) => one.en), told.map((one) => one.zh)]
  return new UrbanBrainError(refusal.code, en.join('; '), {
    details: refusal.code === 'device-command-invalid' ? en : [],
    chinese: {
      message: zh.join('；'),
      details: refusal.code === 'device-command-invalid' ? zh : [],
    },
  })
}

const keyReused = () =>
  new UrbanBrainError('device-command-refused', 'this key was used for another command', {
    details: ['key-reused'],
    chinese: { message: '该请求标识已用于另一条指令', details: [] },
  })

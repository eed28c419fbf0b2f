import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import type { Actor } from '../../core/actor.ts'
import { dutyDesk } from '../../core/duty-desks.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { UnitId } from '../../core/identity.ts'
import { scopeOfDesk, type LogDesk } from '../../core/log-desk.ts'
import { scopeOf } from '../../core/scope.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import { visibleDevice, visibleDevices } from '../../runtime/visible-device.ts'
import { DutyLogs, type DutyLogsDeps } from '../desk/duty-logs.ts'
import type { LogCommand } from '../life/duty-log-decide.ts'
import type { About } from '../life/duty-log.ts'
import { refusals } from '../life/refusals.ts'
import type { Suppression } from '../life/suppression.ts'
import type { CaseStore } from '../ports.ts'
import { partWithin } from './decide/suppression-part.ts'
import {
  dutyLogCommandSchema,
  dutyLogParamsSchema,
  dutyLogSchema,
  dutyLogsSchema,
  sheetSchema,
} from './duty-log-contract.ts'
import { shownLog, shownSheet } from './duty-log-views.ts'
import { handOverRoutes, shiftRoles } from './hand-overs.ts'
import { visibleCase } from './visible-case.ts'

interface DutyLogRoutesDeps extends Omit<DutyLogsDeps, 'partOf' | 'directory'> {
  readonly access: Access
  readonly store: CaseStore
  readonly directory: Pick<DeviceDirectory, 'get' | 'values'>
}

const tags = ['cases']

/** Logs of shifts and hand-overs (值班日志、交接班). */
export const dutyLogRoutes =
  (deps: DutyLogRoutesDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const { access } = deps
    const logs = new DutyLogs({ ...deps, partOf: partOf(deps.directory) })
    const called = async () => {
      const names = new Map((await deps.people()).map(({ name, person }) => [name, person]))
      return (name: string) => ({ name, person: names.get(name) ?? name })
    }

    server.get(
      '/v1/duty-logs',
      {
        onRequest: access.allowLimited(...shiftRoles),
        schema: {
          summary: 'Logs of shifts (值班日志) that one may read, the own one first',
          tags,
          response: { 200: dutyLogsSchema },
        },
      },
      (request) => logs.all(access.actor(request)),
    )

    server.get(
      '/v1/duty-logs/:desk',
      {
        onRequest: access.allowLimited(...shiftRoles),
        schema: {
          summary: 'The log of the shift that runs, and what is to be followed up (待办)',
          tags,
          params: dutyLogParamsSchema,
          response: { 200: dutyLogSchema },
        },
      },
      async (request) => {
        const actor = access.actor(request)
        return shownLog(await logs.one(logs.desk(request.params.desk, actor), actor))
      },
    )

    server.get(
      '/v1/duty-logs/:desk/sheet',
      {
        onRequest: access.allowLimited(...shiftRoles),
        schema: {
          summary: 'The sheet as it would be handed over now (交班单); nothing is kept',
          tags,
          params: dutyLogParamsSchema,
          response: { 200: sheetSchema },
        },
      },
      async (request) => {
        const desk = logs.desk(request.params.desk, access.actor(request))
        return shownSheet(await logs.preview(desk), await called())
      },
    )

    server.post(
      '/v1/duty-logs/:desk/commands',
      {
        onRequest: access.allowLimited(...shiftRoles),
        schema: {
          summary: 'Write an entry, settle one, hand over (交班) or take over (接班)',
          description:
            'For the people of the desk, and for a supervisor in place of somebody who is absent, which the record says. ' +
            '`handOver` keeps the sheet as it is then; `takeOver` is for the shift that was handed over.',
          tags,
          params: dutyLogParamsSchema,
          body: dutyLogCommandSchema,
          response: { 200: dutyLogSchema },
        },
      },
      async (request) => {
        const actor = access.actor(request)
        const desk = logs.desk(request.params.desk, actor)
        const command: LogCommand = request.body
        if (command.command === 'write')
          for (const about of command.about) await refuseUnknown(deps, about, actor)
        const { refusal } = await logs.act(desk, command, actor)
        if (refusal !== undefined)
          throw new UrbanBrainError(refusals[refusal.reason].code, refusal.text, {
            details: [refusal.reason],
          })
        return shownLog(await logs.one(desk, actor))
      },
    )
    await server.register(handOverRoutes({ ...deps, logs, called }))
  }

/** A link to what whoever writes does not see would be one to nothing. */
async function refuseUnknown(
  { store, directory }: Pick<DutyLogRoutesDeps, 'store' | 'directory'>,
  { kind, id }: About,
  actor: Actor,
): Promise<void> {
  if (kind === 'case') await visibleCase(store, id, actor)
  else if (kind === 'device') visibleDevice(directory, id, actor)
  else {
    const { items } = await store.alarms({ alarm: id, scope: scopeOf(actor) }, 1)
    if (items.length === 0) throw new UrbanBrainError('not-found', `there is no alarm ${id}`)
  }
}

const partOf =
  (directory: Pick<DeviceDirectory, 'values'>) => (suppression: Suppression, desk: LogDesk) => {
    if (dutyDesk(desk.holder) !== undefined && desk.areas === undefined) return suppression
    const ofDesk: Actor =
      dutyDesk(desk.holder) === undefined
        ? { name: desk.holder, role: 'crew', unit: desk.holder as UnitId }
        : { name: desk.holder, role: 'operator', ...(desk.areas && { areas: desk.areas }) }
    const devices = visibleDevices(directory, ofDesk).map(({ device }) => device)
    const known = new Map(devices.map((device) => [device.id as string, device]))
    return partWithin(suppression, scopeOfDesk(desk), known)
  }

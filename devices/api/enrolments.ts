import { randomBytes } from 'node:crypto'

import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { EnrolmentBatch } from '../../core/enrolment.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { DeviceId } from '../../core/identity.ts'
import { protocolOf } from '../../core/station.ts'
import { days, plus } from '../../core/time.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import { newCredential } from '../credentials.ts'
import type { DevicesApiDependencies } from './dependencies.ts'
import {
  batchDevicesSchema,
  batchesSchema,
  batchParams,
  newBatchAnswerSchema,
  newBatchSchema,
} from './enrolment-contract.ts'

const tags = ['devices']
const mostBatches = 1_000

/** Batches of devices that fetch their credentials themselves. */
export const enrolmentRoutes =
  ({ access, registry, directory, clock }: DevicesApiDependencies): FastifyPluginAsyncZod =>
  async (server) => {
    const { enrolments } = registry
    const listed = async () => ({
      batches: (await enrolments.list(mostBatches)).map((batch) => ({ ...batch })),
    })

    server.get(
      '/v1/enrolments',
      {
        onRequest: access.allow('administrator'),
        schema: {
          summary: 'Batches of devices and how many of them have enrolled (批次入网)',
          tags,
          response: { 200: batchesSchema },
        },
      },
      listed,
    )

    server.post(
      '/v1/enrolments',
      {
        onRequest: access.allow('administrator'),
        schema: {
          summary:
            'Make a batch: each of its devices gets its credential once, by the code shown now',
          description:
            'A device that has a credential is refused, and one whose protocol has a password of its own (HJ 212, SL 651) as well.',
          tags,
          body: newBatchSchema,
          response: { 200: newBatchAnswerSchema },
        },
      },
      async (request) => {
        const { body } = request
        await directory.follow()
        const devices = [...new Set(body.devices)]
        refuseUnfit(devices, directory)
        const { token: code, hash } = newCredential()
        const at = clock.now()
        const batch: EnrolmentBatch = {
          id: `E${randomBytes(6).toString('hex')}`,
          ...{ name: body.name, by: access.actor(request).name, at },
          until: plus(at, days(body.days)),
        }
        await enrolments.add(batch, hash, devices)
        return { batch: { ...batch, devices: devices.length, enrolled: 0 }, code }
      },
    )

    server.get(
      '/v1/enrolments/:id',
      {
        onRequest: access.allow('administrator'),
        schema: {
          summary: 'Which devices of a batch have enrolled',
          tags,
          params: batchParams,
          response: { 200: batchDevicesSchema },
        },
      },
      async ({ params: { id } }) => {
        const found = await enrolments.devices(id)
        if (found === undefined) throw noBatch(id)
        return { devices: found.map((one) => ({ ...one })) }
      },
    )

    server.post(
      '/v1/enrolments/:id/revoke',
      {
        onRequest: access.allow('administrator'),
        schema: {
          summary: 'Nobody enrols by the code of this batch any more; whoever has enrolled stays',
          tags,
          params: batchParams,
          response: { 200: batchesSchema },
        },
      },
      async (request) => {
        const { id } = request.params
        if (!(await enrolments.revoke(id, access.actor(request).name, clock.now())))
          throw noBatch(id)
        return listed()
      },
    )
  }

/** Of each why, so that a list of ten thousand is mended at once. */
function refuseUnfit(devices: readonly DeviceId[], directory: DeviceDirectory): void {
  const wrong = devices.flatMap((id) => {
    const row = directory.get(id)
    if (row === undefined) return [{ en: `${id}: it is not registered`, zh: `${id}：未登记` }]
    if (row.credential !== undefined)
      return [{ en: `${id}: it has a credential already`, zh: `${id}：已有接入凭证` }]
    return protocolOf(row.device) === undefined
      ? []
      : [
          {
            en: `${id}: a station of HJ 212 or SL 651 has a password that is set in it`,
            zh: `${id}：HJ 212、SL 651 站点使用在站点上设置的密码`,
          },
        ]
  })
  if (wrong.length === 0) return
  throw new UrbanBrainError('request-invalid', `${wrong.length} of the devices cannot enrol`, {
    details: wrong.map(({ en }) => en),
    chinese: {
      message: `其中 ${wrong.length} 台设备不能批次入网`,
      details: wrong.map(({ zh }) => zh),
    },
  })
}

const noBatch = (id: string) => new UrbanBrainError('not-found', `there is no batch ${id}`)

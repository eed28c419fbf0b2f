/**
 * The AsyncAPI document (3.0) of our own MQTT topics and of what outlets send, for the tools of integrators: who may send and hear
 * what, and every quantity in force. `receive` is what comes to us, `send` what we say.
 */
import { z } from 'zod'

import { alarmEventSchema, readingEventSchema } from '../../outlets/decide/event-schema.ts'
import {
  batchSchema,
  commandSchema,
  configurationSchema,
  configuredSchema,
  noticeSchema,
  readingSchema,
  receiptSchema,
  replySchema,
  statusSchema,
} from './mqtt-messages.ts'

interface Message {
  readonly schema: () => z.ZodType
  readonly examples: readonly unknown[]
  readonly contentType?: string
}

interface Channel {
  readonly action: 'receive' | 'send'
  readonly address: string
  readonly summary: string
  readonly messages: Readonly<Record<string, Message>>
  readonly retain?: boolean
}

const at = 1_773_534_600_000
const cloudEvents = 'application/cloudevents+json'
const exampleReading = {
  specversion: '1.0',
  id: 'wl-2@1773534600000#7~1k2j3h',
  source: '/urban-brain/linjiang',
  type: 'cn.urban-brain.reading.v1',
  subject: 'wl-2',
  time: '2026-03-15T00:30:00.000Z',
  datacontenttype: 'application/json',
  dataschema: 'https://city.example.cn/docs/asyncapi.json#/components/schemas/outletReading',
  partitionkey: 'wl-2',
  data: {
    ...{ device: 'wl-2', kind: 'water', site: 'underpass' },
    place: { longitude: 123.52747, latitude: 29.499354, cell: '990103001001001' },
    ...{ receivedAt: '2026-03-15T00:30:00.412Z', timing: 'live', sequence: 7 },
    quantities: { depth: { value: 3.2, unit: 'cm', quality: 'N' } },
  },
}
const reading: Message = {
  schema: readingSchema,
  examples: [
    { t: at, seq: 7, m: { depth: 3.2, rain: 0.5, battery: 91 } },
    { t: '2026-03-15T08:30:00+08:00', m: { coverOpen: true }, q: { coverOpen: 'N' } },
    { device: 'wl-0002', m: { depth: 0 } },
  ],
}
const batch: Message = { schema: batchSchema, examples: [[{ t: at, m: { depth: 3.2 } }]] }
const once = (schema: z.ZodType, ...examples: readonly unknown[]): Message => ({
  schema: () => schema,
  examples,
})

export const channels: Readonly<Record<string, Channel>> = {
  telemetry: {
    action: 'receive',
    address: 'ub/v1/{device}/telemetry',
    summary:
      'Readings of the device, or through a gateway of those behind it. PUBACK says that they are durable',
    messages: { reading, batch },
  },
  event: {
    action: 'receive',
    address: 'ub/v1/{device}/event',
    summary: 'Readings that the device tells of itself, such as a cover that opens',
    messages: { reading, batch },
  },
  status: {
    action: 'receive',
    address: 'ub/v1/{device}/status',
    summary: 'Whether it is connected; its last will says that it is not',
    messages: { status: { ...once(statusSchema, 'online'), contentType: 'text/plain' } },
    retain: true,
  },
  command: {
    action: 'send',
    address: 'ub/v1/{device}/command',
    summary:
      'What the device, or one behind it, is to do. With a session that is kept it waits for one that is away',
    messages: {
      command: once(commandSchema, {
        ...{ id: 'DC1f0c52b7a90d4e3c8a61', command: 'interval', arguments: { seconds: 30 } },
        ...{ given: at, until: at + 180_000 },
      }),
    },
  },
  reply: {
    action: 'receive',
    address: 'ub/v1/{device}/reply',
    summary: 'What became of a command',
    messages: { reply: once(replySchema, { id: 'DC1f0c52b7a90d4e3c8a61', result: 'done' }) },
  },
  configuration: {
    action: 'send',
    address: 'ub/v1/{device}/configuration',
    summary:
      'What the device, or one behind it, should be set to. It comes again until the device says that it has it',
    messages: {
      configuration: once(configurationSchema, { version: 3, values: { period: 30, armed: true } }),
    },
  },
  configured: {
    action: 'receive',
    address: 'ub/v1/{device}/configured',
    summary: 'How the device is set: when it connects, when it was set, and when that changed',
    messages: {
      configured: once(configuredSchema, { version: 3, values: { period: 30, armed: true } }),
    },
  },
  notices: {
    action: 'send',
    address: 'ub/v1/crew/{unit}/notices',
    summary: 'What the crew of a unit is told of its cases',
    messages: { notice: once(noticeSchema) },
  },
  receipts: {
    action: 'send',
    address: 'ub/v1/crew/{unit}/receipts',
    summary: 'That the crew has a notice',
    messages: {
      receipt: once(receiptSchema, {
        ...{ notice: 'C20260313-0123456789ab/4', by: 'crew-lj-water-supply/phone', at },
      }),
    },
  },
}

/** They go to addresses of others, which the configuration names (docs/outlets.md). */
export const outletChannels: Readonly<Record<string, Omit<Channel, 'address'>>> = {
  outlets: {
    action: 'send',
    summary:
      'Readings and alarms to systems of others, as CloudEvents 1.0: by a webhook in batches, signed, or as records of Kafka. The same fact has the same id and may come twice',
    messages: {
      outletReading: { ...once(readingEventSchema, exampleReading), contentType: cloudEvents },
      outletAlarm: { ...once(alarmEventSchema), contentType: cloudEvents },
    },
  },
}

const parameters: Readonly<Record<string, string>> = {
  device: 'Identifier of the device, which is also its user name',
  unit: 'Identifier of the unit that has the case',
}

const schemaOf = ({ schema }: Message): object => {
  const { $schema: _, ...plain } = z.toJSONSchema(schema(), { io: 'input' })
  return plain
}

export function asyncApiDocument(): object {
  const all: readonly (readonly [string, Omit<Channel, 'address'> & { address?: string }])[] = [
    ...Object.entries(channels),
    ...Object.entries(outletChannels),
  ]
  const messages = new Map(all.flatMap(([, channel]) => Object.entries(channel.messages)))
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Urban Brain 城市大脑: MQTT, and what goes out',
      version: '1',
      description:
        'MQTT 3.1.1. User name and token are those of the device; QoS 1 for what must not be lost.',
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(
      all.map(([name, { address, summary, messages: own }]) => [
        name,
        {
          ...{ address: address ?? null, summary },
          parameters: Object.fromEntries(
            Object.entries(parameters)
              .filter(([parameter]) => address?.includes(`{${parameter}}`) === true)
              .map(([parameter, description]) => [parameter, { description }]),
          ),
          messages: Object.fromEntries(
            Object.keys(own).map((key) => [key, { $ref: `#/components/messages/${key}` }]),
          ),
        },
      ]),
    ),
    operations: Object.fromEntries(
      all.map(([name, { action, address, summary, retain = false }]) => [
        name,
        {
          ...{ action, summary, channel: { $ref: `#/channels/${name}` } },
          ...(address !== undefined && {
            bindings: { mqtt: { qos: 1, retain, bindingVersion: '0.2.0' } },
          }),
        },
      ]),
    ),
    components: {
      messages: Object.fromEntries(
        [...messages].map(([key, { contentType, examples }]) => [
          key,
          {
            ...(contentType !== undefined && { contentType }),
            payload: { $ref: `#/components/schemas/${key}` },
            ...(examples.length > 0 && { examples: examples.map((payload) => ({ payload })) }),
          },
        ]),
      ),
      schemas: Object.fromEntries([...messages].map(([key, message]) => [key, schemaOf(message)])),
    },
  }
}

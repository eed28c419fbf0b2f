/** What the parts of the program tell their operators: events of the program, distributions and levels. */
import type { ProgramEventFields, ProgramEventName } from './program-event-fields.ts'

/** A distribution or a level; `label` names what each series of it is of. */
export interface MetricSpec {
  readonly help: string
  readonly label?: string
}

export const measures = {
  'broker.puback.seconds': { help: 'From the arrival of a publish to its acknowledgement' },
  'log.append.seconds': { help: 'Time to make appended records durable', label: 'topic' },
  'pump.batch.seconds': { help: 'Time to work off a batch, commit included', label: 'group' },
  'alarm.latency.seconds': { help: 'From the receipt of the deciding reading to the alarm' },
  'case.latency.seconds': {
    help: 'From the receipt of the deciding record to the case that it filed',
  },
  'http.request.seconds': { help: 'Time to answer an HTTP request', label: 'route' },
} as const satisfies Readonly<Record<string, MetricSpec>>

export type MeasureName = keyof typeof measures

export type Fields = Readonly<Record<string, string | number | boolean | undefined>>

/** Where program events and metrics go; app/run/observer.ts is the real one. */
export interface Observer {
  emit<Name extends ProgramEventName>(
    event: Name,
    fields: ProgramEventFields[Name],
    count?: number,
  ): void
  measure(name: MeasureName, value: number, label?: string): void
  gauge(name: GaugeName, value: number, label?: string): void
}

export const gauges = {
  'thread.busy': {
    help: 'Share of the last second the event loop of a thread worked',
    label: 'thread',
  },
  'thread.memory.bytes': {
    help: 'Bytes the heap of a thread takes, its buffers included',
    label: 'thread',
  },
  'process.memory.bytes': {
    help: 'Resident memory: anonymous is ours, file is of mapped files and can be taken back',
    label: 'part',
  },
  'broker.sessions': { help: 'MQTT sessions open now', label: 'kind' },
  'broker.lane.seconds': {
    help: 'From the receipt of a publish to its judging, its wait at the edge included, as of now',
    label: 'lane',
  },
  'broker.lane.held': { help: 'Publishes of kinds that are not urgent held back at the edge' },
  'hj212.connections': { help: 'Connections of stations open now' },
  'sl651.connections': { help: 'Connections of hydrological stations open now' },
  'tls.certificate.seconds': {
    help: 'Seconds until a certificate ends',
    label: 'setting',
  },
  'log.lag.records': { help: 'Records a consumer group still has to read', label: 'group' },
  'log.bytes': { help: 'Bytes the durable log takes on disk' },
  'disk.free.bytes': { help: 'Bytes free on the disk of the data folder' },
  'registry.devices': { help: 'Devices registered' },
  'rules.active': { help: 'Rules in force' },
  'alarms.open': { help: 'Alarms raised and not cleared' },
  'cases.open': { help: 'Cases not closed' },
  'platform.cases.waiting': { help: 'Cases of which the platform of the city lacks events' },
  'platform.cases.refused': { help: 'Cases that wait because the platform refused an event' },
  'sse.clients': { help: 'Live feeds open now' },
} as const satisfies Readonly<Record<string, MetricSpec>>

export type GaugeName = keyof typeof gauges

export const silentObserver: Observer = { emit: () => {}, measure: () => {}, gauge: () => {} }

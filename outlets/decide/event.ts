/**
 * A reading or a step of an alarm as a CloudEvent 1.0. Its identifier is made of the fact alone, so a repeat has the same one.
 * What people wrote of a device (its name), its owner and the numbers of its card or station stay here. Pure.
 */
import type { AlarmTransition, Evidence } from '../../core/alarm.ts'
import type { City } from '../../core/city.ts'
import type { Device } from '../../core/device.ts'
import { quantityOf } from '../../core/quantities.ts'
import { qualityOf, type Reading } from '../../core/reading.ts'
import type { Instant } from '../../core/time.ts'
import { alarmType, readingType, type AlarmData, type ReadingData } from './event-schema.ts'

export interface CloudEvent {
  readonly specversion: '1.0'
  readonly id: string
  readonly source: string
  readonly type: string
  readonly subject: string
  readonly time: string
  readonly datacontenttype: 'application/json'
  readonly dataschema: string
  readonly partitionkey: string
  readonly data: ReadingData | AlarmData
}

/** What all events of a system say alike. */
export interface Origin {
  readonly source: string
  /** Where the AsyncAPI document stands, whose schemas are named. */
  readonly document: string
}

export const originOf = ({ name }: Pick<City, 'name'>, baseUrl: string): Origin => ({
  source: `/urban-brain/${encodeURIComponent(name.en.trim().toLowerCase().replaceAll(/\s+/g, '-'))}`,
  document: `${baseUrl.replace(/\/+$/, '')}/docs/asyncapi.json`,
})

const text = (at: Instant): string => new Date(at).toISOString()

/** As the register knows it; nothing of one that it does not know. */
const ofDevice = (device: Device | undefined) =>
  device && {
    kind: device.kind,
    site: device.site,
    place: {
      longitude: device.longitude,
      latitude: device.latitude,
      ...(device.cell !== undefined && { cell: device.cell }),
    },
  }

export function readingEvent(
  reading: Reading,
  device: Device | undefined,
  { source, document }: Origin,
): CloudEvent {
  const { id, observedAt, receivedAt, timing, sequence, beside, values } = reading
  const quantities = Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      if (value === undefined) return []
      const quantity = name as keyof typeof values
      const { unit } = quantityOf(quantity)
      return [[name, { value, unit, quality: qualityOf(reading, quantity) }]]
    }),
  )
  return {
    specversion: '1.0',
    ...{ id, source, type: readingType, subject: reading.device, time: text(observedAt) },
    datacontenttype: 'application/json',
    dataschema: `${document}#/components/schemas/outletReading`,
    partitionkey: reading.device,
    data: {
      device: reading.device,
      ...ofDevice(device),
      ...{ receivedAt: text(receivedAt), timing },
      ...(sequence !== undefined && { sequence }),
      ...(beside !== undefined && { beside }),
      quantities,
    },
  }
}

/** What tells one step in the life of an alarm from the others (core/alarm.ts). */
function alarmEventId(transition: AlarmTransition): string {
  const { alarm, kind, at } = transition
  return kind === 'cleared'
    ? `${alarm}/${kind}/${at}`
    : `${alarm}/${kind}/${transition.severity}/${at}`
}

export function alarmEvent(
  transition: AlarmTransition,
  device: Device | undefined,
  { source, document }: Origin,
): CloudEvent {
  const { alarm, kind, rule, title, subject, at, past } = transition
  return {
    specversion: '1.0',
    ...{ id: alarmEventId(transition), source, type: alarmType(kind) },
    ...{ subject: subject.device, time: text(at) },
    datacontenttype: 'application/json',
    dataschema: `${document}#/components/schemas/outletAlarm`,
    partitionkey: subject.area ?? subject.device,
    data: {
      device: subject.device,
      ...ofDevice(device),
      ...{ alarm, rule, title },
      ...(subject.area !== undefined && { area: subject.area }),
      ...(past !== undefined && { past }),
      ...(transition.kind === 'cleared'
        ? { because: transition.because }
        : {
            severity: transition.severity,
            category: transition.case.category,
            evidence: evidenceOf(transition.evidence),
          }),
    },
  }
}

/** Where it stands in our log is nobody's business. */
function evidenceOf(evidence: Evidence): NonNullable<AlarmData['evidence']> {
  const { version, condition, values, since, readings } = evidence
  return {
    ...{ version, condition, values, since: text(since) },
    readings: readings.map(({ id }) => id),
  }
}

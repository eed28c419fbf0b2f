import type { CaseEventRecord } from '../../../core/case-event.ts'
import { fitsCategory } from '../../../core/categories.ts'
import type { Case } from '../../life/case.ts'
import type { Mapping, sourceNames } from './mapping.ts'

/** What one event says, and the case after it. */
export interface Told {
  readonly record: CaseEventRecord
  readonly state: Case
  readonly key: string
}

type Value = string | number | undefined

const textIn = ({ data }: CaseEventRecord): Value => {
  const text = data['text'] ?? data['reason'] ?? data['note']
  return typeof text === 'string' ? text : undefined
}

const time = (at: number | undefined): Value =>
  at === undefined ? undefined : new Date(at).toISOString()

const firstDue = ({ deadlines }: Case): number | undefined =>
  deadlines.length === 0 ? undefined : Math.min(...deadlines.map(({ at }) => at))

/** What the case does not have is left out of the message. */
const sources: Readonly<
  Record<(typeof sourceNames)[number], (told: Told, mapping: Mapping) => Value>
> = {
  key: ({ key }) => key,
  case: ({ state }) => state.id,
  version: ({ record }) => record.version,
  event: ({ record }) => record.event,
  at: ({ record }) => time(record.at),
  by: ({ record }) => record.by.name,
  role: ({ record }) => record.by.role,
  text: ({ record }) => textIn(record),
  stage: ({ state }, { stages: codes }) => codes[state.stage],
  category: ({ state }, mapping) => categoryCode(mapping, state.category),
  severity: ({ state }, { severities: codes }) => codes?.[state.severity] ?? state.severity,
  unit: ({ state: { unit } }, { units: codes }) =>
    unit !== undefined && Object.hasOwn(codes, unit) ? codes[unit] : unit,
  work: ({ state }) => state.work,
  source: ({ state }) => state.source,
  titleZh: ({ state }) => state.title.zh,
  titleEn: ({ state }) => state.title.en,
  device: ({ state }) => state.place.device,
  component: ({ state }) => state.place.component,
  cell: ({ state }) => state.place.cell,
  longitude: ({ state }) => state.place.longitude,
  latitude: ({ state }) => state.place.latitude,
  place: ({ state }) => state.place.description,
  collectedAt: ({ state }) => time(state.collectedAt),
  due: ({ state }) => time(firstDue(state)),
}

const categoryCode = ({ categories }: Mapping, category: string): string | undefined =>
  categories.find((row) => fitsCategory(row.category, category))?.code

/** The fields of a message in the platform's words; a sentence when it has no word for the category. */
export function fieldsOf(
  mapping: Mapping,
  told: Told,
): Readonly<Record<string, string | number>> | string {
  const { category } = told.state
  if (categoryCode(mapping, category) === undefined)
    return `platform.yaml has no code for the category ${category}`
  const fields: Record<string, string | number> = {}
  for (const [theirs, ours] of Object.entries(mapping.fields)) {
    const value = sources[ours](told, mapping)
    if (value !== undefined) fields[theirs] = value
  }
  return fields
}

/**
 * Cases as service requests of Open311 GeoReport v2, and what such a request says as a problem that somebody reports. Whoever asks is
 * anybody: no names, no telephone, no words of people, no pictures. Pure.
 */
import type { Bilingual } from '../../core/bilingual.ts'
import { isFinal } from '../../core/case-terms.ts'
import { categoryWords } from '../../core/categories.ts'
import { followedStageWords } from '../../core/follow-terms.ts'
import type { Instant } from '../../core/time.ts'
import type { Case } from '../life/case.ts'
import { followedStageOf } from '../life/following.ts'
import type { Standard } from '../life/standards.ts'
import type { NamedCell } from './names.ts'
import type { Say } from './sheet.ts'

/** One element of an answer; null is what GeoReport says where there is nothing. */
export type Element = Readonly<Record<string, string | number | boolean | null>>

const repeated: Bilingual = {
  zh: '与已受理的问题重复，合并办理',
  en: 'The same as a problem that is dealt with already',
}

const nameOf = (category: string): Bilingual => {
  const words = categoryWords()
  return (
    (Object.hasOwn(words, category) ? words[category] : undefined) ?? { zh: category, en: category }
  )
}

/** A row of the filing standard (立案标准) as a service: its condition is what somebody chooses by. */
export const serviceOf = ({ id, category, filing }: Standard, say: Say): Element => ({
  service_code: id,
  service_name: say(nameOf(category)),
  description: say(filing),
  metadata: false,
  type: 'realtime',
  keywords: '',
  group: null,
})

/** What a case of that standard is called. */
export const titleOf = ({ category }: Pick<Standard, 'category'>): Bilingual => nameOf(category)

const w3c = (at: Instant): string => new Date(at).toISOString().replace('.000Z', 'Z')

export interface RequestSources {
  readonly cells: ReadonlyMap<string, NamedCell>
  readonly say: Say
  /** What whoever reported it was answered last. */
  readonly reply?: string | undefined
}

export function requestOf(state: Case, { cells, say, reply }: RequestSources): Element {
  const { stage, place, category, standard, deadlines } = state
  const cell = place.cell && cells.get(place.cell)
  const expected = deadlines.find(({ kind }) => kind === 'handling')
  const course = stage === 'duplicate' ? repeated : followedStageWords[followedStageOf(stage)]
  return {
    service_request_id: state.id,
    status: isFinal(stage) ? 'closed' : 'open',
    status_notes: reply === undefined ? say(course) : `${say(course)}: ${reply}`,
    service_name: say(nameOf(category)),
    service_code: standard?.id ?? category,
    description: null,
    agency_responsible: null,
    service_notice: null,
    requested_datetime: w3c(state.collectedAt),
    updated_datetime: w3c(state.updatedAt),
    expected_datetime: isFinal(stage) || expected === undefined ? null : w3c(expected.at),
    address: cell === undefined ? null : `${cell.district}${cell.street}${cell.community}`,
    address_id: place.cell ?? null,
    zipcode: null,
    lat: place.latitude ?? null,
    long: place.longitude ?? null,
    media_url: null,
  }
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
/** XML 1.0 has no way to say the other control characters. */
const escaped = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- they are what is taken out
  text
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replaceAll(/[&<>]/g, (one) => entities[one] ?? one)

/** The same as XML: `services` of `service`, an empty element where there is nothing. */
export function toXml(list: string, item: string, elements: readonly Element[]): string {
  const items = elements.map((element) => {
    const fields = Object.entries(element).map(([name, value]) =>
      value === null ? `<${name}/>` : `<${name}>${escaped(String(value))}</${name}>`,
    )
    return `<${item}>${fields.join('')}</${item}>`
  })
  return `<?xml version="1.0" encoding="utf-8"?>\n<${list}>${items.join('')}</${list}>\n`
}

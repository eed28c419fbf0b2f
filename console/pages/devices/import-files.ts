/** What the import sends and gives to keep, as values. Pure. */
import type { CsvCell } from '../../../core/csv.ts'
import type { AnswerOf } from '../../api/routes.ts'

export type Check = AnswerOf<'POST /v1/devices/import/check'>
export type FileColumn = Check['columns'][number]
export type ImportMistake = Check['mistakes'][number]
export type Credential = AnswerOf<'POST /v1/devices/credentials'>['credentials'][number]
export type Added = AnswerOf<'POST /v1/devices/import'>['added'][number]

export const formatOf = (name: string): 'csv' | 'geojson' =>
  /\.(geo)?json$/i.test(name) ? 'geojson' : 'csv'

/** The fields as the API takes them; of columns that nobody chose anything for, nothing. */
export const columnsText = (chosen: readonly (string | undefined)[] | undefined) =>
  chosen?.map((field) => field ?? '-').join(',')

/** As they are read, before somebody says otherwise. */
export const readAs = (columns: readonly FileColumn[]): readonly (string | undefined)[] =>
  columns.map(({ field }) => field)

interface MistakeWords {
  readonly head: readonly string[]
  readonly placeOf: (mistake: ImportMistake) => string | number
  readonly fieldOf: (mistake: ImportMistake) => string
  readonly said: (mistake: ImportMistake) => string
}

export const mistakeRows = (
  mistakes: readonly ImportMistake[],
  { head, placeOf, fieldOf, said }: MistakeWords,
): readonly (readonly CsvCell[])[] => [
  head,
  ...mistakes.map((mistake) => [placeOf(mistake), fieldOf(mistake), said(mistake)]),
]

export const credentialRows = (
  head: readonly string[],
  given: readonly Credential[],
  names: ReadonlyMap<string, string>,
): readonly (readonly CsvCell[])[] => [
  head,
  ...given.map(({ id, token }) => [id, names.get(id) ?? '', token]),
]

/** So many at a time, that one sees how far it is. */
const lot = 250

export const lotsOf = (ids: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(ids.length / lot) }, (_, index) =>
    ids.slice(index * lot, (index + 1) * lot),
  )

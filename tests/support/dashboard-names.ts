/** Codes that stand in the points, and whether a board shows a person words in their place. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { parse } from 'yaml'
import { z } from 'zod'

import { clearedWords, transitionWords } from '../../core/alarm.ts'
import { sourceWords, stageWords, workWords } from '../../core/case-terms.ts'
import { categoryWords } from '../../core/categories.ts'
import { everyConsumer } from '../../core/consumers.ts'
import { deadLetterReasons } from '../../core/dead-letter.ts'
import { kindNames } from '../../core/kinds.ts'
import { severities } from '../../core/severity.ts'
import { inForce } from '../../core/vocabulary.ts'
import { columnsOf, propertiesOf, shownNames } from './dashboard-display.ts'
import { root, type PanelModel } from './dashboards.ts'

const text = (...path: readonly string[]): string => readFileSync(join(root, ...path), 'utf8')

/** Rules by id, with the kind that they judge. */
const rules = new Map(
  readdirSync(join(root, 'rules/catalogue'))
    .filter((name) => name.endsWith('.yaml') && !/\.test\.|limits/.test(name))
    .map((name) =>
      z
        .object({ id: z.string(), on: z.object({ kind: z.string().optional() }).optional() })
        .parse(parse(text('rules/catalogue', name))),
    )
    .map(({ id, on }) => [id, on?.kind] as const),
)
const grid = text('deploy/sample-city/grid.geojson')
const unitIds = text('deploy/sample-city/units.yaml').matchAll(/^- id: (.+)$/gm)

/** Each list as the tag or field that names its members by code. */
export const codes: Readonly<Record<string, readonly string[]>> = {
  district: [...new Set([...grid.matchAll(/"code":"(\d{6})/g)].map(([, code = '']) => code))],
  unit: [...unitIds].map(([, id = '']) => id),
  rule: [...rules.keys()],
  category: Object.keys(categoryWords()),
  kind: kindNames(),
  site: [...inForce.sites.keys()],
  stage: Object.keys(stageWords),
  work: Object.keys(workWords),
  source: Object.keys(sourceWords),
  transition: Object.keys(transitionWords),
  because: Object.keys(clearedWords),
  group: everyConsumer.map(({ group }) => group),
  reason: deadLetterReasons,
  timing: ['live', 'late', 'clamped', 'resent'],
}
const gradedWords = severities
const graded = ['0', '1', '2', '3', '4']

/** What a column of a query may hold that means nothing to a person. */
function codesOf(column: string, query: string): readonly string[] {
  if (column === 'severity') return /FROM "events"\."device"/.test(query) ? graded : gradedWords
  const kind = /"kind" = '([^']+)'/.exec(query)?.[1]
  if (column === 'rule' && kind !== undefined)
    return [...rules].flatMap(([id, on]) => (on === kind ? [id] : []))
  return codes[column] ?? []
}

const mappings = z.array(z.looseObject({ type: z.string(), options: z.unknown() }))
const byValue = z.record(z.string(), z.object({ text: z.string() }))

/** Codes and the words a mapping puts in their place. */
const mapped = (value: unknown): ReadonlyMap<string, string> =>
  new Map(
    mappings
      .parse(value ?? [])
      .filter(({ type }) => type === 'value')
      .flatMap(({ options }) =>
        Object.entries(byValue.parse(options)).map(([code, { text: words }]) => [code, words]),
      ),
  )

const inLanguage = (words: unknown, chinese: boolean): boolean =>
  typeof words === 'string' &&
  words !== '' &&
  (chinese ? /\p{Script=Han}|^[A-Z][A-Za-z0-9.]*$|^[\d%～]+$/u.test(words) : true)

/** `column: code` of each code that a table, a rank or a map would print as it is. */
function bareInRows(panel: PanelModel, chinese: boolean): readonly string[] {
  return panel.targets.flatMap(({ query = '', alias }) => {
    const ranked =
      typeof alias === 'string' ? [/^\$tag_(\w+)$/.exec(alias)?.[1] ?? alias] : undefined
    return (ranked ?? columnsOf(query)).flatMap((column) =>
      (ranked === undefined ? shownNames(panel, column) : ['Field']).flatMap((name) => {
        const words = mapped(propertiesOf(panel, name).get('mappings'))
        const known = column === alias ? [column] : codesOf(column, query)
        return known
          .filter((code) => !inLanguage(words.get(code), chinese))
          .map((code) => `${column}: ${code}`)
      }),
    )
  })
}

/** The same of curves, which are told by their alias; words of ours in an alias are codes too. */
function bareInCurves(panel: PanelModel, chinese: boolean): readonly string[] {
  const words = (curve: string) => propertiesOf(panel, curve).get('displayName')
  return panel.targets.flatMap(({ query = '', alias }) => {
    if (typeof alias !== 'string') return []
    const tag = /^\$tag_(\w+)$/.exec(alias)?.[1]
    const curves =
      tag === undefined
        ? [alias].filter((one) => !/\$tag_process|\$quantity|^L\d\d$/.test(one))
        : codesOf(tag, query)
    return curves.filter((curve) => !inLanguage(words(curve), chinese))
  })
}

export function bareCodes(panel: PanelModel, chinese: boolean): readonly string[] {
  if (['table', 'bargauge', 'geomap'].includes(panel.type)) return bareInRows(panel, chinese)
  if (panel.type === 'timeseries' || panel.type === 'state-timeline')
    return bareInCurves(panel, chinese)
  return []
}

/** Columns that a table shows under the name that they have in the points: nobody gave them one. */
export const columnsWithoutTitle = (panel: PanelModel): readonly string[] =>
  panel.type === 'table'
    ? panel.targets.flatMap(({ query = '' }) =>
        columnsOf(query).filter((column) => shownNames(panel, column).includes(column)),
      )
    : []

/** What a number that is not there looks like: its words and its colour. */
export function whenMissing(panel: PanelModel): { readonly text: string; readonly color: string } {
  const { noValue = 'No data', mappings: given = [] } = z
    .looseObject({ noValue: z.string().optional(), mappings: mappings.optional() })
    .parse(panel.fieldConfig?.defaults)
  const special = given.find(({ type }) => type === 'special')
  const result = z
    .object({ result: z.object({ text: z.string(), color: z.string() }) })
    .safeParse(special?.options)
  // Without a mapping it has the colour of the lowest step, which may be red.
  return result.success ? result.data.result : { text: noValue, color: 'lowest step' }
}

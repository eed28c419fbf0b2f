import dashboard from '@grafana/grafana-foundation-sdk/dashboard'

import type { Bilingual } from '../../core/bilingual.ts'
import type { Kind } from '../../core/kinds.ts'
import { dataSource, rows } from './influxql.ts'
import { events, inDistrict, ofKind } from './schema.ts'
import { kindNames, workNames, type Vocabulary } from './vocabularies.ts'
import { words, type Say } from './words.ts'

/** In the order of a dashboard; a query may use what stands before it. */
export type Variable = (
  say: Say,
) =>
  | dashboard.TextBoxVariableBuilder
  | dashboard.QueryVariableBuilder
  | dashboard.CustomVariableBuilder

/** Address of the console, empty when it is served under the same host; `?var-console=https://...` sets it. */
export const consoleAddress =
  (address: string): Variable =>
  (say) =>
    new dashboard.TextBoxVariableBuilder('console')
      .label(say(words('控制台地址', 'Console address')))
      .description(
        say(words('案件和设备链接的前缀；同一主机时留空', 'Begins the links to cases and devices')),
      )
      .hide(dashboard.VariableHide.HideVariable)
      .defaultValue(address)
      .current({ text: address, value: address })
      .options([{ selected: true, text: address, value: address }])

interface Choice {
  readonly name: string
  readonly label: Bilingual
  /** Every column becomes a choice; `regex` leaves those of the first. */
  readonly query: string
  readonly many: boolean
  /** What stands for all of them; left out, they stand for themselves. */
  readonly all?: string
  readonly regex: string
  readonly hidden?: boolean
}

const choice =
  ({ name, label, query, many, all, regex, hidden = false }: Choice): Variable =>
  (say) => {
    const variable = new dashboard.QueryVariableBuilder(name)
      .label(say(label))
      .datasource(dataSource)
      .query(query)
      .definition(query)
      .regex(regex)
      .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
      .sort(dashboard.VariableSort.NaturalAsc)
      .multi(many)
      .includeAll(many)
      .hide(hidden ? dashboard.VariableHide.HideVariable : dashboard.VariableHide.DontHide)
    if (!many) return variable
    if (all !== undefined) variable.allValue(all)
    return variable.current({ selected: true, text: ['All'], value: ['$__all'] })
  }

/** A group needs a value, and InfluxQL selects no tag without one: 0 or 1, which are no choice. */
const noValue = '/^(?![01]$).+/'
const last = { reporting: 'last("reporting")' }

/** SHOW TAG VALUES would ask the default policy on 2.x, where these points are not. */
const registered = (tag: string, where: readonly string[]): string =>
  rows({ columns: last, from: events('device'), where, by: [tag] }).text

/** Shown by the name that the points carry, and by the code where they have none. */
export const district: Variable = choice({
  name: 'district',
  label: words('区县', 'District'),
  query: rows({
    columns: { label: 'last("district_choice")', ...last },
    from: events('device'),
    by: ['district'],
    front: 'label',
  }).text,
  regex: String.raw`/^(?:(?<text>.+) )?(?<value>\d{6})$/`,
  many: true,
  all: '.*',
})

export const deviceOf = (kind: Kind): Variable =>
  choice({
    name: 'device',
    label: words('设备', 'Device'),
    query: registered('device', [ofKind(kind), inDistrict]),
    regex: noValue,
    many: true,
    all: '.*',
  })

/**
 * Devices that a panel draws of all that are chosen, found anew with the time shown: the curves of hundreds are a brown block.
 * Nobody sees the list.
 */
export const few = (name: string, query: string): Variable =>
  choice({
    name,
    label: words('所示设备', 'Devices drawn'),
    query,
    regex: noValue,
    many: true,
    hidden: true,
  })

/** A list that the program knows, by its words. A comma would end one of them. */
const known =
  (name: string, label: Bilingual, vocabulary: Vocabulary): Variable =>
  (say) =>
    new dashboard.CustomVariableBuilder(name)
      .label(say(label))
      .values(
        [...vocabulary(say.city)]
          .map(([code, of]) => `${say(of).replaceAll(',', String.raw`\,`)} : ${code}`)
          .join(','),
      )
      .multi(true)
      .includeAll(true)
      .allValue('.*')
      .current({ selected: true, text: ['All'], value: ['$__all'] })

export const kind = known('kind', words('类别', 'Kind'), kindNames)
export const work = known('work', words('性质', 'Work'), workNames)

/** How many people watch the alarms at the same time. */
export const operators: Variable = (say) =>
  new dashboard.CustomVariableBuilder('operators')
    .label(say(words('操作员人数', 'Operators')))
    .values('1,2,3,4,5,6,8,10,15,20')
    .multi(false)
    .includeAll(false)
    .current({ selected: true, text: '2', value: '2' })

/** One device of any kind, and what follows from it. */
export const anyDevice: readonly Variable[] = [
  choice({
    name: 'device',
    label: words('设备', 'Device'),
    query: registered('device', []),
    regex: noValue,
    many: false,
  }),
  choice({
    name: 'kind',
    label: words('类别', 'Kind'),
    query: registered('kind', ['"device" =~ /^$device$/']),
    regex: noValue,
    many: false,
    hidden: true,
  }),
  choice({
    name: 'quantity',
    label: words('量', 'Quantity'),
    // Field keys of the default policy, which is that of the raw readings. Of SHOW Grafana takes the first column alone.
    query: 'SHOW FIELD KEYS FROM "$kind"',
    many: true,
    all: '.*',
    // Its values are names of fields; the boards have words for them.
    hidden: true,
    regex: '/^(?!received$|seq$|timing$)(?!.*_(?:q|mean|min|max|count)$)(.+)$/',
  }),
]

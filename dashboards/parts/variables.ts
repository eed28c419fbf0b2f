import dashboard from '@grafana/grafana-foundation-sdk/dashboard'

import type { Bilingual } from '../../core/bilingual.ts'
import type { Kind } from '../../core/kinds.ts'
import { dataSource, rows } from './influxql.ts'
import { events, inDistrict, ofKind } from './schema.ts'
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
  readonly regex: string
  readonly hidden?: boolean
}

const choice =
  ({ name, label, query, many, regex, hidden = false }: Choice): Variable =>
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
    return variable.allValue('.*').current({ selected: true, text: ['All'], value: ['$__all'] })
  }

/** A group needs a value, and InfluxQL selects no tag without one: 0 or 1, which are no choice. */
const noValue = '/^(?![01]$).+/'
const last = { reporting: 'last("reporting")' }

/** SHOW TAG VALUES would ask the default policy on 2.x, where these points are not. */
const registered = (tag: string, where: readonly string[]): string =>
  rows({ columns: last, from: events('device'), where, by: [tag] }).text

export const district: Variable = choice({
  name: 'district',
  label: words('区县', 'District'),
  query: registered('district', []),
  regex: noValue,
  many: true,
})

export const deviceOf = (kind: Kind): Variable =>
  choice({
    name: 'device',
    label: words('设备', 'Device'),
    query: registered('device', [ofKind(kind), inDistrict]),
    regex: noValue,
    many: true,
  })

export const kind: Variable = choice({
  name: 'kind',
  label: words('类别', 'Kind'),
  query: registered('kind', []),
  regex: noValue,
  many: true,
})

export const work: Variable = choice({
  name: 'work',
  label: words('性质', 'Work'),
  query: rows({ columns: { one: 'last("one")' }, from: events('case'), by: ['work'] }).text,
  regex: noValue,
  many: true,
})

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
    regex: '/^(?!received$|seq$|timing$)(?!.*_(?:q|mean|min|max|count)$)(.+)$/',
  }),
]

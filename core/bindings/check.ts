/** What is wrong with bindings beside their shape: quantities, units and names that nobody has, and topics of two of them. */
import { filled, type Bilingual, type Words } from '../bilingual.ts'
import { isQuantity, quantityOf } from '../quantities.ts'
import type { BindingDocument } from './document.ts'
import type { Place, Template } from './places.ts'
import { namesOf, overlaps } from './topics.ts'
import { converted, unitsFor } from './units.ts'

export interface BindingMistake {
  readonly path: readonly PropertyKey[]
  readonly said: Bilingual
}

export const bindingWords = {
  noQuantity: { zh: "没有监测因子 '{name}'", en: "there is no quantity '{name}'" },
  noUnit: {
    zh: "'{unit}' 不能换算为 {name} 的单位；可用 {units}",
    en: "'{unit}' does not become the unit of {name}; these do: {units}",
  },
  noLevel: {
    zh: "主题 {topic} 中没有名为 '{name}' 的层级",
    en: "no level of the topic {topic} is called '{name}'",
  },
  noNumber: { zh: "bytes 中没有名为 '{name}' 的数", en: "bytes has no number called '{name}'" },
  noBytes: { zh: '格式 bytes 需要 bytes 一节', en: 'the format bytes needs a section bytes' },
  noMessage: {
    zh: '格式 bytes 的消息只有字节，没有 {place}',
    en: 'a message of the format bytes has bytes alone, and no {place}',
  },
  whenOfItem: {
    zh: 'when 看整条消息：写作 message{place}；按条目跳过用 skip',
    en: 'when looks at the whole message: message{place}; items are passed over by skip',
  },
  eachOfFormat: {
    zh: '格式 {format} 自己分条目，不写 each',
    en: 'the format {format} has items of its own: no each',
  },
  noSparkplug: {
    zh: 'Sparkplug B 的主题以 spBv1.0/ 开头',
    en: 'topics of Sparkplug B begin with spBv1.0/',
  },
  noWay: {
    zh: '缺少 topics 或 push：消息从何处来',
    en: 'it has neither topics nor push: nothing comes to it',
  },
  pushNobody: {
    zh: '有 push 时要写 gateway：推送的平台在台账中是哪个网关',
    en: 'with push it names a gateway: what the platform is called in the register',
  },
  noSecret: {
    zh: "配置的 bindings.secrets 中没有 '{secret}'",
    en: "bindings.secrets of the configuration has no '{secret}'",
  },
  eachInMessage: { zh: 'each 写作 /a/*', en: 'each is written /a/*' },
  sameTopic: {
    zh: '主题 {topic} 与 {other} 的 {taken} 重叠，两者都要写 when，且格式相同',
    en: 'the topic {topic} overlaps {taken} of {other}: both need a when, and the same format',
  },
  sameId: { zh: "接入映射 '{id}' 不止一个", en: "there are several bindings '{id}'" },
  fileName: { zh: "接入映射 '{id}' 应存为 {file}", en: "a binding '{id}' stands in {file}" },
} as const satisfies Words

/** Of one binding. */
export function mistakesOf(binding: BindingDocument): readonly BindingMistake[] {
  const { topics, values, format, bytes, each } = binding
  const found: BindingMistake[] = []
  const mistake = (path: readonly PropertyKey[], said: Bilingual) => found.push({ path, said })
  for (const [name, { unit }] of Object.entries(values)) {
    if (!isQuantity(name)) mistake(['values', name], filled(bindingWords.noQuantity, { name }))
    else if (unit !== undefined) {
      const own = quantityOf(name).unit
      if (converted(1, unit, own) === undefined)
        mistake(
          ['values', name, 'unit'],
          filled(bindingWords.noUnit, { unit, name, units: unitsFor(own).join(', ') }),
        )
    }
  }
  if (topics.length === 0) mistake(['id'], bindingWords.noWay)
  if (binding.push !== undefined && binding.gateway === undefined)
    mistake(['push'], bindingWords.pushNobody)
  for (const [index, { text }] of topics.entries())
    if (format === 'sparkplug-b' && !text.startsWith('spBv1.0/'))
      mistake(['topics', index], bindingWords.noSparkplug)
  if (format === 'bytes' && bytes === undefined) mistake(['format'], bindingWords.noBytes)
  if (each !== undefined && format !== 'json')
    mistake(['each'], filled(bindingWords.eachOfFormat, { format }))
  if (each !== undefined && each.root !== 'item') mistake(['each'], bindingWords.eachInMessage)
  for (const [index, { from }] of binding.when.entries())
    if (each !== undefined && from.root === 'item')
      mistake(['when', index], filled(bindingWords.whenOfItem, { place: from.text }))
  const numbers = new Set(numbersOf(binding))
  for (const { path, place } of placesOf(binding)) {
    const [name = ''] = place.steps
    if (place.root === 'bytes' && !numbers.has(name))
      mistake(path, filled(bindingWords.noNumber, { name }))
    if (place.root === 'topic')
      for (const topic of topics)
        if (!namesOf(topic).includes(name))
          mistake(path, filled(bindingWords.noLevel, { name, topic: topic.text }))
    if (format === 'bytes' && (place.root === 'item' || place.root === 'message'))
      mistake(path, filled(bindingWords.noMessage, { place: place.text }))
  }
  return found
}

/** What the process that takes pushed messages has to have. */
export const mistakesOfSecret = (
  { push }: BindingDocument,
  secrets: ReadonlySet<string>,
): readonly BindingMistake[] =>
  secretsOf(push)
    .filter(([, secret]) => !secrets.has(secret))
    .map(([member, secret]) => ({
      path: ['push', member],
      said: filled(bindingWords.noSecret, { secret }),
    }))

const secretsOf = (push: BindingDocument['push']): readonly (readonly [string, string])[] => [
  ...(push === undefined ? [] : ([['secret', push.secret]] as const)),
  ...(push?.proof === 'onenet' && push.key !== undefined ? ([['key', push.key]] as const) : []),
]

/** Of one of several bindings, with those that stand before it: where they share a topic each says for which messages it is. */
export function mistakesBeside(
  binding: BindingDocument,
  others: readonly BindingDocument[],
): readonly BindingMistake[] {
  return others.flatMap(({ id, topics, when, format }) => {
    if (id === binding.id) return { path: ['id'], said: filled(bindingWords.sameId, { id }) }
    const isToldApart = when.length > 0 && binding.when.length > 0
    if (isToldApart && format === binding.format) return []
    return binding.topics.flatMap((topic, index) => {
      const taken = topics.find((one) => overlaps(one, topic))
      if (taken === undefined) return []
      const said = { topic: topic.text, other: id, taken: taken.text }
      return { path: ['topics', index], said: filled(bindingWords.sameTopic, said) }
    })
  })
}

const numbersOf = ({ bytes }: BindingDocument): readonly string[] => {
  if (bytes === undefined) return []
  const { table } = bytes
  if ('fields' in table) return Object.keys(table.fields)
  return Object.values(table.channels).flatMap(({ values }) => Object.keys(values))
}

interface Placed {
  readonly path: readonly PropertyKey[]
  readonly place: Place
}

/** All places that a binding names, but that of `each`. */
function placesOf(binding: BindingDocument): readonly Placed[] {
  const { when, skip, bytes, device, time, late, sequence, repeat, values } = binding
  const one = (path: readonly PropertyKey[], place: Place | undefined): readonly Placed[] =>
    place === undefined ? [] : [{ path, place }]
  const of = (path: readonly PropertyKey[], template: Template): readonly Placed[] =>
    template.flatMap((part) => (typeof part === 'string' ? [] : { path, place: part }))
  return [
    ...when.flatMap(({ from }, index) => one(['when', index], from)),
    ...skip.flatMap(({ from }, index) => one(['skip', index], from)),
    ...one(['bytes', 'from'], bytes?.from),
    ...(device === undefined ? [] : of(['device', 'id'], device.id)),
    ...(device?.agree ?? []).flatMap((each, index) => of(['device', 'agree', index], each)),
    ...(time?.from ?? []).map((place) => ({ path: ['time'], place })),
    ...one(['late'], late === true ? undefined : late?.from),
    ...one(['sequence'], sequence),
    ...of(['repeat'], repeat ?? []),
    ...Object.entries(values).flatMap(([name, { from, quality }]) => [
      ...from.map((place) => ({ path: ['values', name], place })),
      ...one(['values', name, 'quality'], quality?.from),
    ]),
  ]
}

/** Ways to reach one person, each with its words. */
import type { Bilingual } from './bilingual.ts'
import { severities, type Severity } from './severity.ts'

/**
 * console: the list of the person's own pages. webhook: an address of the person. robot: the group of the unit or the desk, the person mentioned.
 * push: the person's own phones and desks, by Web Push.
 */
export const personalChannels = ['console', 'webhook', 'robot', 'push'] as const
export type PersonalChannel = (typeof personalChannels)[number]

export const personalChannelWords = {
  console: { zh: '工作台', en: 'Console' },
  webhook: { zh: '个人推送地址', en: 'Own address' },
  robot: { zh: '工作群 @本人', en: 'Group chat, mentioned by name' },
  push: { zh: '手机、电脑推送', en: 'Push to phone or desk' },
} as const satisfies Readonly<Record<PersonalChannel, Bilingual>>

/** Nobody silences it: somebody may be in danger, and minutes count. */
export const gravest: Severity = 'red'

/** What a person has come or not. */
export const silencedGrades = severities.filter(
  (severity): severity is 'blue' | 'yellow' | 'orange' => severity !== gravest,
)

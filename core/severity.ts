import type { Bilingual } from './bilingual.ts'

/** From the mildest to the gravest, as warnings are graded (预警级别). */
export const severities = ['blue', 'yellow', 'orange', 'red'] as const
export type Severity = (typeof severities)[number]

export const severityWords = {
  blue: { zh: '蓝色', en: 'Blue' },
  yellow: { zh: '黄色', en: 'Yellow' },
  orange: { zh: '橙色', en: 'Orange' },
  red: { zh: '红色', en: 'Red' },
} as const satisfies Readonly<Record<Severity, Bilingual>>

/** 0 none, 1 blue to 4 red. */
export const severityRank = (severity: Severity | undefined): number =>
  severity === undefined ? 0 : severities.indexOf(severity) + 1

/** Below 0 when `a` is milder than `b`, above when it is graver; what has none is below all. */
export const compareSeverity = (a: Severity | undefined, b: Severity | undefined): number =>
  severityRank(a) - severityRank(b)

/** The severity with this name; undefined when there is none. */
export const severityNamed = (name: unknown): Severity | undefined =>
  severities.find((severity) => severity === name)

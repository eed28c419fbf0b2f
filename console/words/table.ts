import type { Bilingual } from '../../core/alarm.ts'

/** The words of one page or one matter: each in Chinese and in English. */
export type Words = Readonly<Record<string, Bilingual>>

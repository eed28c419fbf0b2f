/** The enumerations of coordination by the city (市级协调), each with its words. */
import type { Bilingual } from './bilingual.ts'

/** Why a district cannot settle a case by itself. */
export const coordinationGrounds = ['districts', 'cityUnit', 'dispute', 'powers'] as const
export type CoordinationGround = (typeof coordinationGrounds)[number]

export const coordinationGroundWords = {
  districts: { zh: '跨区事件', en: 'Across districts' },
  cityUnit: { zh: '市属单位或市管设施', en: 'Of a unit of the city' },
  dispute: { zh: '处置单位争议未决', en: 'A dispute that is not settled' },
  powers: { zh: '超出区级权限', en: 'Beyond the powers of a district' },
} as const satisfies Readonly<Record<CoordinationGround, Bilingual>>

/** asked: the city has to decide. ended: the case ended before it did. */
export const coordinationStates = ['asked', 'given', 'declined', 'withdrawn', 'ended'] as const
export type CoordinationState = (typeof coordinationStates)[number]

export const coordinationStateWords = {
  asked: { zh: '待市级决定', en: 'The city is to decide' },
  given: { zh: '市级已协调', en: 'Coordinated by the city' },
  declined: { zh: '市级已退回', en: 'Returned by the city' },
  withdrawn: { zh: '已撤回上报', en: 'Withdrawn' },
  ended: { zh: '随案办结', en: 'Ended with the case' },
} as const satisfies Readonly<Record<CoordinationState, Bilingual>>

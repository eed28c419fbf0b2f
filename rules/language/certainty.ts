import { z } from 'zod'

/** How sure a number is: read in the standard, seen at second hand, remembered, or our own proposal. */
export const certainties = ['verified', 'second-hand', 'recalled', 'proposed'] as const
export type Certainty = (typeof certainties)[number]

/** Where a number or a rule comes from, and how sure that is. */
export const origin = {
  source: z.string().min(1).max(500),
  /** The same in Chinese; left out where it is the same. */
  sourceZh: z.string().min(1).max(500).optional(),
  certainty: z.enum(certainties),
}

/** Of something written, what says where it comes from: as the pages and the API have it. */
export interface Origin {
  readonly source?: string
  readonly sourceZh?: string
  readonly certainty?: Certainty
}

type Written = { readonly [Key in keyof Origin]?: Origin[Key] | undefined }

export const originIn = ({ source, sourceZh, certainty }: Written): Origin => ({
  ...(source !== undefined && { source }),
  ...(sourceZh !== undefined && { sourceZh }),
  ...(certainty !== undefined && { certainty }),
})

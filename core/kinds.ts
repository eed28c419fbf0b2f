/** The kinds of device. */
import { z } from 'zod'

import { filled } from './bilingual.ts'
import { schemaWords } from './schema-words.ts'
import { inForce, type Kind, type KindSpec } from './vocabulary.ts'

export type { Kind, KindSpec }

export const kinds: ReadonlyMap<string, KindSpec> = inForce.kinds

export const isKind = (name: string): name is Kind => kinds.has(name)

export const kindNames = (): readonly Kind[] => [...kinds.keys()].filter(isKind)

/** One that was registered and is known no more is called by its id, measures nothing and does nothing. */
export const kindOf = (kind: Kind): KindSpec =>
  kinds.get(kind) ?? {
    ...{ zh: kind, en: kind, period: 60, urgent: false },
    ...{ sites: [], quantities: [], commands: [], settings: {} },
  }

export const kindSchema = z.string().transform((text, context): Kind => {
  if (isKind(text)) return text
  const values = { text: text.slice(0, 64), kinds: [...kinds.keys()].join(', ') }
  context.addIssue(filled(schemaWords.noKind, values).en)
  return z.NEVER
})

/** What the cause of an alarm says, as cases/life/cause.ts writes it. Pure. */
import { works, type Work } from '../../core/case-terms.ts'

export type Cause =
  | { readonly of: 'gateway' | 'fault'; readonly device: string }
  | {
      readonly of: 'storm'
      /** None where nobody has the duty. */
      readonly unit: string | undefined
      readonly category: string
      readonly work: Work
      readonly red: boolean
      /** None of a storm that one unit has anywhere. */
      readonly cell: string | undefined
    }

/** Undefined for what a later version may write. */
export function causeIn(text: string): Cause | undefined {
  const [of, first = '', category = '', word, ...rest] = text.split('/')
  if (of === 'gateway' || of === 'fault') return { of, device: text.slice(of.length + 1) }
  const work = works.find((one) => one === word)
  if (of !== 'storm' || work === undefined) return undefined
  const red = rest[0] === 'red'
  const unit = first === '-' ? undefined : first
  return { of, unit, category, work, red, cell: rest[red ? 1 : 0] }
}

import type { Patrol } from '../../api/types.ts'
import { patrolWords } from '../../words/patrols.ts'
import { say } from '../../words/words.ts'

/** Who walked it, or who could. */
export const whoOf = ({ started, people }: Patrol): string =>
  started?.person ??
  started?.by ??
  (people.length === 0 ? say(patrolWords.anybody) : people.join(' '))

import { useState } from 'preact/hooks'

import type { Position } from '../../offline/position.ts'
import { actionWords, formWords } from '../../words/crew.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { locate, type LocateTrouble } from './locate.ts'

export interface ArriveProps {
  /** When somebody arrived for this order before: then it is not what has to be done next. */
  readonly before: number | undefined
  /** Nothing else has to be done first. */
  readonly next: boolean
  readonly onArrive: (position: Position | undefined) => void
}

/** Arrival with the position of the phone; without one when the person may not or cannot give it. */
export function Arrive({ before, next, onArrive }: ArriveProps) {
  const [state, setState] = useState<'ready' | 'locating' | LocateTrouble>('ready')
  const find = async () => {
    setState('locating')
    const found = await locate()
    if (typeof found === 'string') return setState(found)
    setState('ready')
    onArrive(found)
  }
  if (state === 'ready' || state === 'locating')
    return (
      <>
        {before === undefined ? null : (
          <p>✓ {say(formWords.arrived, { time: showInstant(before, 'minute') })}</p>
        )}
        <button
          type="button"
          class={before === undefined && next ? 'primary wide' : 'wide'}
          disabled={state === 'locating'}
          onClick={() => void find()}
        >
          {say(
            state === 'locating'
              ? formWords.locating
              : before === undefined
                ? actionWords.arrive
                : formWords.arriveAgain,
          )}
        </button>
      </>
    )
  return (
    <div class="sheet">
      <p class="trouble" role="alert">
        {say(formWords[state])}
      </p>
      <div class="row">
        <button type="button" class="primary" onClick={() => onArrive(undefined)}>
          {say(formWords.withoutPosition)}
        </button>
        {state === 'insecure' ? null : (
          <button type="button" onClick={() => void find()}>
            {say(formWords.tryPosition)}
          </button>
        )}
      </div>
    </div>
  )
}

import { centreWords } from '../../words/centre.ts'
import { say } from '../../words/words.ts'
import { helmet } from './shapes.ts'
import type { CrewState } from './crews.ts'

/** As the map has it, with its word. */
export const CrewSign = ({ state }: { readonly state: CrewState }) => (
  <span class={`crew-sign crew-${state}`}>
    <svg viewBox={`0 0 ${helmet.size} ${helmet.size}`} aria-hidden="true">
      <path d={helmet.path} />
      <path class="inside" d={helmet.inside[state]} />
    </svg>{' '}
    {say(centreWords[state])}
  </span>
)

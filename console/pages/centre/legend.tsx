import { severities } from '../../../core/severity.ts'
import { SeverityBadge } from '../../parts/badges.tsx'
import { centreWords } from '../../words/centre.ts'
import { CrewSign } from './crew-sign.tsx'
import { crewStates } from './crews.ts'
import { RainSign } from './rain-sign.tsx'
import { rainWords } from '../../words/rain.ts'
import { say } from '../../words/words.ts'

const calm = ['normal', 'silent', 'inactive', 'several'] as const

/** The signs of the map in words; `map/images.ts` and `map/style.ts` draw them. */
export const Legend = ({ withRain }: { readonly withRain: boolean }) => (
  <ul class="legend" aria-label={say(centreWords.legend)}>
    {severities.map((severity) => (
      <li key={severity}>
        <SeverityBadge severity={severity} />
      </li>
    ))}
    {calm.map((state) => (
      <li key={state}>
        <span class={`dot dot-${state}`} aria-hidden="true" /> {say(centreWords[state])}
      </li>
    ))}
    <li>
      <span class="pin" aria-hidden="true" /> {say(centreWords.caseSign)}
    </li>
    <li>
      <span class="pin pin-overdue" aria-hidden="true">
        <span>!</span>
      </span>{' '}
      {say(centreWords.overdueSign)}
    </li>
    {withRain
      ? (['wet', 'dry'] as const).map((state) => (
          <li key={state}>
            <RainSign wet={state === 'wet'} /> {say(rainWords[state])}
          </li>
        ))
      : null}
    {crewStates.map((state) => (
      <li key={state}>
        <CrewSign state={state} />
      </li>
    ))}
  </ul>
)

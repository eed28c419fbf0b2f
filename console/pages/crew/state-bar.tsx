/** Always in sight: whether the server can be reached, and what of the person's work it has not taken yet. */
import { canHash } from '../../offline/photos.ts'
import { opensOffline } from '../../offline/keep.ts'
import { network } from '../../offline/network.ts'
import { actions, durable, send, sending } from '../../offline/outbox.ts'
import { ofPerson, type Person } from '../../offline/queue.ts'
import { networkWords } from '../../words/crew.ts'
import { say } from '../../words/words.ts'

const shapes = { there: '●', none: '✕', silent: '▲' } as const

export function StateBar({ person }: { readonly person: Person }) {
  const mine = ofPerson(actions.value, person)
  const others = actions.value.length - mine.length
  const refused = mine.filter(({ state }) => state === 'refused').length
  const waiting = mine.length - refused
  return (
    <section class={`sheet state-bar network-${network.value}`}>
      <div role="status">
        <p class="network">
          <span aria-hidden="true">{shapes[network.value]} </span>
          {say(networkWords[network.value])}
        </p>
        {waiting === 0 ? null : (
          <p>
            {say(networkWords.waiting, { count: waiting })}
            {sending.value ? ` · ${say(networkWords.sending)}` : ''}
          </p>
        )}
        {refused === 0 ? null : (
          <p class="trouble">⚠ {say(networkWords.refused, { count: refused })}</p>
        )}
      </div>
      {waiting === 0 ? null : (
        <button
          type="button"
          disabled={sending.value || network.value === 'none'}
          onClick={() => void send(person, true)}
        >
          {say(networkWords.sendNow)}
        </button>
      )}
      {others === 0 ? null : <p class="quiet">{say(networkWords.others, { count: others })}</p>}
      {durable.value ? null : <p class="trouble">⚠ {say(networkWords.notDurable)}</p>}
      {opensOffline() && canHash() ? null : <p class="trouble">⚠ {say(networkWords.notOffline)}</p>}
    </section>
  )
}

/** The first page of the sample city: what is seen, three things to try, and everybody as whom one may enter. */
import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'

import { roleWords } from '../../../core/actor.ts'
import { call } from '../../api/client.ts'
import type { AnswerOf } from '../../api/routes.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { homeOf, pages } from '../../state/rights.ts'
import { useResource } from '../../state/resource.ts'
import { enterSample } from '../../state/session.ts'
import { entranceWords, sampleWords } from '../../words/sample.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'

type Sample = AnswerOf<'GET /v1/session/sample'>
type Entrance = Sample['entrances'][number]

/** Orders come while somebody reads. */
const every = 5_000

/** Nothing where the server is no sample city. */
export function SampleEntrance() {
  const ways = useResource('ways', (signal) => call('GET /v1/session/ways', { signal }))
  return ways.value?.sample === true ? <Entrances /> : null
}

function Entrances() {
  const sample = useResource('sample', (signal) => call('GET /v1/session/sample', { signal }), {
    every,
  })
  return (
    <section class="sample sheet" aria-labelledby="sample-city">
      <Loaded resource={sample}>{(found) => <Choices sample={found} />}</Loaded>
    </section>
  )
}

function Choices({ sample: { city, entrances } }: { readonly sample: Sample }) {
  const { route } = useLocation()
  const [away, setAway] = useState(false)
  const enter = (name: string, page: string) => {
    // Before, so that no other page opens first.
    route(page)
    setAway(false)
    enterSample(name).catch(() => setAway(true))
  }
  const desks = entrances.filter(({ role }) => role !== 'crew')
  const crews = entrances.filter(({ role }) => role === 'crew')
  const busiest = crews.toSorted((a, b) => (b.orders ?? 0) - (a.orders ?? 0))[0]
  const withOrders = (busiest?.orders ?? 0) > 0 ? busiest : undefined
  const step = (who: Entrance | undefined, page: string) =>
    who === undefined ? null : (
      <button type="button" class="primary" onClick={() => enter(who.name, page)}>
        {say(sampleWords.enterAs, { who: nameOf(who) })}
      </button>
    )
  const ofRole = (role: Entrance['role']) => desks.find((one) => one.role === role)
  return (
    <>
      <h1 id="sample-city">{`${say(shellWords.product)} · ${say(city)}`}</h1>
      <p>{say(sampleWords.seen)}</p>
      {away ? (
        <p class="trouble" role="alert">
          {say(shellWords.away)}
        </p>
      ) : null}
      <h2>{say(sampleWords.tryThese)}</h2>
      <ol class="sample-steps">
        <li>
          <strong>{say(sampleWords.watch)}</strong>
          <p class="quiet">{say(sampleWords.watchMore)}</p>
          {step(ofRole('operator'), pages.centre.path)}
        </li>
        <li>
          <strong>{say(sampleWords.handle)}</strong>
          <p class="quiet">{say(sampleWords.handleMore)}</p>
          {withOrders === undefined ? (
            <p role="status">{say(sampleWords.noOrders)}</p>
          ) : (
            step(withOrders, pages.crew.path)
          )}
        </li>
        <li>
          <strong>{say(sampleWords.close)}</strong>
          <p class="quiet">{say(sampleWords.closeMore)}</p>
          {step(ofRole('inspector'), pages.field.path)}
        </li>
      </ol>
      <h2>{say(sampleWords.everybody)}</h2>
      <ul class="sample-people">
        {desks.map((who) => (
          <li key={who.name}>
            <button type="button" onClick={() => enter(who.name, homeOf(who.role))}>
              {nameOf(who)}
            </button>{' '}
            <span class="quiet">{purposeOf(who)}</span>
          </li>
        ))}
      </ul>
      <h3>{say(sampleWords.crews)}</h3>
      <ul class="sample-people">
        {crews.map((who) => (
          <li key={who.name}>
            <button type="button" onClick={() => enter(who.name, homeOf(who.role))}>
              {nameOf(who)}
            </button>{' '}
            {who.orders === undefined || who.orders === 0 ? null : (
              <span class="quiet">{say(sampleWords.orders, { count: who.orders })}</span>
            )}
          </li>
        ))}
      </ul>
      <p class="quiet">{say(sampleWords.onlyHere)}</p>
    </>
  )
}

const nameOf = ({ role, unit }: Entrance): string => say(unit ?? roleWords[role])

const purposeOf = ({ role }: Entrance): string =>
  role in entranceWords ? say(entranceWords[role as keyof typeof entranceWords]) : ''

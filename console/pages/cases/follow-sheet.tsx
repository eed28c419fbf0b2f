/** What the desks do for whoever reported the case: give out the code (查询码), read the rating (满意度). */
import { useState } from 'preact/hooks'

import { satisfactionWords } from '../../../core/satisfaction-terms.ts'
import { deskRoles } from '../../../core/actor.ts'
import { call } from '../../api/client.ts'
import type { AnswerOf } from '../../api/routes.ts'
import type { Case } from '../../api/types.ts'
import { mayAs } from '../../state/rights.ts'
import { followDeskWords as words, followWords } from '../../words/follow.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { Fact } from './case-facts.tsx'
import { troubleText } from './trouble.ts'

export function FollowSheet({ subject }: { readonly subject: Case }) {
  const { id, rating } = subject
  const [given, setGiven] = useState<AnswerOf<'POST /v1/cases/{id}/follow-code'>>()
  const [said, setSaid] = useState<string>()
  const [trouble, setTrouble] = useState<string>()
  const tried = async (work: () => Promise<void>) => {
    try {
      await work()
      setTrouble(undefined)
    } catch (cause) {
      setTrouble(troubleText(cause))
    }
  }
  const give = () =>
    tried(async () => setGiven(await call('POST /v1/cases/{id}/follow-code', { path: { id } })))
  const read = () =>
    tried(async () => {
      const { text } = await call('GET /v1/cases/{id}/rating', { path: { id } })
      setSaid(text ?? say(words.nothing))
    })
  return (
    <section class="sheet no-print" aria-labelledby="case-follow">
      <h2 id="case-follow">{say(words.title)}</h2>
      {given === undefined ? null : (
        <dl class="facts">
          <Fact name={say(followWords.code)}>
            <output>
              <code>{given.code}</code>
            </output>
          </Fact>
          <Fact name={say(words.page)}>
            <a href={given.path} target="_blank" rel="noreferrer">
              {`${location.origin}/follow`}
            </a>
          </Fact>
        </dl>
      )}
      {mayAs(['operator', 'dispatcher', 'administrator']) ? (
        <p>
          <button type="button" onClick={() => void give()}>
            {say(words.give)}
          </button>{' '}
          <span class="quiet">{say(words.giveHelp)}</span>
        </p>
      ) : null}
      {rating === undefined ? null : (
        <>
          <dl class="facts">
            <Fact name={say(words.rating)}>
              {say(satisfactionWords[rating.rating])} · {showInstant(rating.at)}
              {rating.settled === true ? ` · ${say(words.settled)}` : ''}
            </Fact>
          </dl>
          {said === undefined && mayAs(deskRoles) ? (
            <button type="button" onClick={() => void read()}>
              {say(words.said)}
            </button>
          ) : (
            <p class="words">{said}</p>
          )}
        </>
      )}
      {trouble === undefined ? null : (
        <p class="trouble" role="alert">
          {trouble}
        </p>
      )}
    </section>
  )
}

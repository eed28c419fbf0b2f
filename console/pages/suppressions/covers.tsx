/** What a suppression covers, in words. */
import type { Suppression } from '../../api/types.ts'
import { coverWords, suppressionPageWords as words } from '../../words/suppressions.ts'
import { say } from '../../words/words.ts'

type Named = keyof typeof coverWords

export function Covers({ of: { matcher, repeat, partial } }: { readonly of: Suppression }) {
  const { circle } = matcher
  const hours = repeat?.hours
  return (
    <ul class="plain-list">
      {(Object.keys(coverWords) as readonly Named[]).map((name) =>
        (matcher[name]?.length ?? 0) === 0 ? null : (
          <li key={name}>
            {say(coverWords[name])} <code>{matcher[name]?.join(' ')}</code>
          </li>
        ),
      )}
      {circle === undefined ? null : (
        <li>
          <code>
            {circle.longitude}, {circle.latitude} ±{circle.metres} m
          </code>
        </li>
      )}
      {hours === undefined ? null : (
        <li>
          {clock(hours.from)}-{clock(hours.to)}
        </li>
      )}
      {partial === true ? <li class="quiet">{say(words.partial)}</li> : null}
    </ul>
  )
}

const clock = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':')

/** What held an alarm back: which paper, who, until when, why. */
import { suppressionWords } from '../../core/case-terms.ts'
import { call } from '../api/client.ts'
import { useResource } from '../state/resource.ts'
import { causeWords as words } from '../words/causes.ts'
import { showInstant } from '../words/format.ts'
import { say } from '../words/words.ts'
import { Loaded } from './loaded.tsx'

export function HeldBackBy({ id }: { readonly id: string }) {
  const found = useResource(`suppression ${id}`, (signal) =>
    call('GET /v1/suppressions/{id}', { path: { id }, signal }),
  )
  return (
    <Loaded resource={found}>
      {({ kind, permit, reason, by, from, until, ended }) => (
        <>
          <a href="/suppressions?show=all">
            {say(suppressionWords[kind])} {permit ?? id}
          </a>{' '}
          {reason}
          <br />
          {say(words.mutedBy, {
            by,
            from: showInstant(from, 'minute'),
            until: showInstant(until, 'minute'),
          })}
          {ended === undefined ? null : (
            <>
              <br />
              {say(words.endedBy, { ...ended, at: showInstant(ended.at, 'minute') })}
            </>
          )}
        </>
      )}
    </Loaded>
  )
}

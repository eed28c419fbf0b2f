/** A component where a case or a device names its code: what it is and whose. */
import { call } from '../api/client.ts'
import { useResource } from '../state/resource.ts'
import { componentStateWords } from '../../core/component-terms.ts'
import { componentWords as words } from '../words/components.ts'
import { say } from '../words/words.ts'
import { unitName } from './case-names.ts'

export function ComponentLink({ code }: { readonly code: string }) {
  const found = useResource(`component ${code}`, (signal) =>
    call('GET /v1/components/{code}', { path: { code }, signal }),
  )
  const one = found.value?.component
  return (
    <span data-component={code}>
      {code}{' '}
      {one === undefined ? (
        found.error?.status === 404 ? (
          <span class="quiet">{say(words.unknown)}</span>
        ) : null
      ) : (
        <>
          {one.name} · {say(componentStateWords[one.state])}
          {one.owner === undefined ? null : ` · ${say(words.owner)} ${unitName(one.owner)}`}
          {one.maintenance === undefined
            ? null
            : ` · ${say(words.maintenance)} ${unitName(one.maintenance)}`}
          {one.census === undefined ? null : ` · ${say(words.census)} ${one.census}`}
        </>
      )}
    </span>
  )
}

import { call } from '../../api/client.ts'
import { useResource } from '../../state/resource.ts'
import { recordWords } from '../../words/case-record.ts'
import { say } from '../../words/words.ts'

export interface RecordMarkProps {
  readonly id: string
  /** The chain is looked at again when the record has grown. */
  readonly version: number
}

/** Whether the hash chain of the record fits, computed by the server from what is stored. */
export function RecordMark({ id, version }: RecordMarkProps) {
  const { value, error } = useResource(`verify ${id} ${version}`, (signal) =>
    call('GET /v1/cases/{id}/verify-record', { path: { id }, signal }),
  )
  if (value?.intact === true)
    return (
      <p class="record-mark record-intact" role="status">
        <span aria-hidden="true">✓</span> {say(recordWords.intact, { events: value.events })}
      </p>
    )
  if (value !== undefined)
    return (
      <p class="record-mark trouble" role="alert">
        <span aria-hidden="true">✕</span>{' '}
        {say(recordWords.broken, {
          versions: value.faults.map((fault) => fault.version).join(', '),
        })}
      </p>
    )
  return (
    <p class="record-mark quiet" role="status">
      {say(error === undefined ? recordWords.checking : recordWords.unchecked)}
    </p>
  )
}

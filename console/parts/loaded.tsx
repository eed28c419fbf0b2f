/** The states of something that is read: loading, failed, empty, old. No page shows emptiness where it means "not known". */
import type { ComponentChildren } from 'preact'

import type { Resource } from '../state/resource.ts'
import { now } from '../state/clock.ts'
import { showInstant } from '../words/format.ts'
import { shellWords } from '../words/shell.ts'
import { say } from '../words/words.ts'
import { troubleText } from './trouble-text.ts'

export interface LoadedProps<T> {
  readonly resource: Resource<T>
  readonly children: (value: T) => ComponentChildren
  /** What to show in the place of nothing; default: a line that says so. */
  readonly empty?: ComponentChildren
  readonly isEmpty?: (value: T) => boolean
  /** Said in the place of what was read before when it is not there any more for whoever asks. */
  readonly gone?: string
}

export const isGone = ({ error }: Pick<Resource<unknown>, 'error'>): boolean =>
  error?.status === 404

export function Loaded<T>({ resource, children, empty, isEmpty, gone }: LoadedProps<T>) {
  const { value, error, reload } = resource
  if (value === undefined && error === undefined)
    return (
      <p class="quiet" role="status">
        {say(shellWords.loading)}
      </p>
    )
  if (gone !== undefined && isGone(resource)) return <p role="status">{gone}</p>
  return (
    <>
      {error === undefined ? null : (
        <div class="trouble" role="alert">
          {say(shellWords.failed)}: {troubleText(error)}{' '}
          <button type="button" onClick={reload}>
            {say(shellWords.again)}
          </button>
        </div>
      )}
      {value === undefined
        ? null
        : isEmpty?.(value) === true
          ? (empty ?? <p class="quiet">{say(shellWords.nothing)}</p>)
          : children(value)}
    </>
  )
}

const oldAfter = 60_000

/** When the data shown was read; says so when it is old. */
export function DataTime({ at }: { readonly at: number | undefined }) {
  if (at === undefined) return null
  const old = now.value - at > oldAfter
  return (
    <span class={old ? 'data-time old' : 'data-time'}>
      {say(shellWords.dataOf, { time: showInstant(at, 'time') })}
      {old ? ` · ${say(shellWords.old)}` : ''}
    </span>
  )
}

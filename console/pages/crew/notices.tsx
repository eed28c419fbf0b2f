/** What has just come to the unit or to the inspectors, seen and heard at once. */
import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

import type { CaseEvent } from '../../api/types.ts'
import { onCaseEvent } from '../../state/feed.ts'
import { noticeWords } from '../../words/notices.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { alertCrew, allowSound, mute, muted } from './sound.ts'

const announced = {
  crew: ['dispatched', 'rework', 'severityChanged'],
  field: ['checkAsked', 'reported'],
} as const
type Page = keyof typeof announced
type Announced = (typeof announced)[Page][number]

interface Notice {
  readonly event: Announced
  readonly case: string
  readonly sequence: number
  readonly at: number
}

/** Stays while the person goes from one page to another. */
const notices = signal<readonly Notice[]>([])
const most = 5

function announce(page: Page, { event, sequence, at, case: id }: CaseEvent): void {
  const name = announced[page].find((word) => word === event)
  if (name === undefined || notices.value.some((notice) => notice.sequence === sequence)) return
  const others = notices.value.filter((notice) => notice.case !== id)
  notices.value = [{ event: name, case: id, sequence, at }, ...others].slice(0, most)
  alertCrew()
}

const take = (id: string): void => {
  notices.value = notices.value.filter((notice) => notice.case !== id)
}

interface NoticesProps {
  /** Whose they are, and where they open. */
  readonly page?: Page
  /** The order that is looked at; its notices need no opening. */
  readonly open?: string
}

export function Notices({ page = 'crew', open }: NoticesProps) {
  useEffect(() => onCaseEvent((event) => announce(page, event)), [page])
  useEffect(allowSound, [])
  return (
    <div role="alert">
      {notices.value.map((notice) => (
        <div key={notice.sequence} class="sheet notice">
          <strong>
            <span aria-hidden="true">● </span>
            {say(noticeWords[notice.event], { id: notice.case })}
          </strong>{' '}
          <time class="quiet">{showInstant(notice.at, 'time')}</time>
          <span class="row">
            {notice.case === open ? null : (
              <a class="touch" href={`/${page}/${notice.case}`} onClick={() => take(notice.case)}>
                {say(noticeWords.look)}
              </a>
            )}
            <button type="button" onClick={() => take(notice.case)}>
              {say(noticeWords.heard)}
            </button>
          </span>
        </div>
      ))}
    </div>
  )
}

export const SoundSwitch = () => (
  <button
    type="button"
    class="plain"
    aria-pressed={!muted.value}
    onClick={() => mute(!muted.value)}
  >
    <span aria-hidden="true">{muted.value ? '○ ' : '♪ '}</span>
    {say(muted.value ? noticeWords.muted : noticeWords.sound)}
  </button>
)

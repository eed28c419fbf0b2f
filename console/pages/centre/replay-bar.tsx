/** Under the map: what is shown on it, heat of the last hour, and the hour itself again, minute by minute. All of it by the keyboard as well. */
import type { ComponentChildren } from 'preact'

import { Loaded } from '../../parts/loaded.tsx'
import { showInstant, showNumber } from '../../words/format.ts'
import { replayWords as words } from '../../words/replay.ts'
import { say } from '../../words/words.ts'
import { minutesIn, momentAt, worstAt } from './replay.ts'
import type { Replaying } from './use-replay.ts'

interface ReplayBarProps {
  readonly replaying: Replaying
  /** The other layers to choose. */
  readonly children: ComponentChildren
}

export const ReplayBar = ({ replaying, children }: ReplayBarProps) => {
  const { minute, heat, onHeat, onMinute } = replaying
  return (
    <section class="replay" aria-label={say(words.controls)}>
      <div class="row">
        {children}
        <label>
          <input
            type="checkbox"
            checked={heat}
            onChange={(event) => onHeat(event.currentTarget.checked)}
          />{' '}
          {say(words.heat)}
        </label>
        <button
          type="button"
          aria-pressed={minute !== undefined}
          onClick={() => onMinute(minute === undefined ? 0 : undefined)}
        >
          {say(minute === undefined ? words.replay : words.live)}
        </button>
      </div>
      {minute === undefined ? null : <Moment {...replaying} minute={minute} />}
    </section>
  )
}

const Moment = ({
  hour,
  minute,
  playing,
  onMinute,
  onPlay,
}: Replaying & { readonly minute: number }) => (
  <Loaded resource={hour}>
    {(known) => {
      if (known === undefined) return null
      const at = momentAt(known, minute)
      const said = say(words.stood, {
        time: showInstant(at, 'time'),
        count: showNumber(worstAt(known, at).size, 0),
      })
      return (
        <div class="row">
          <button type="button" onClick={() => onPlay(!playing)}>
            {say(playing ? words.pause : words.play)}
          </button>
          <input
            class="fill"
            type="range"
            min={0}
            max={minutesIn(known)}
            step={1}
            value={minute}
            aria-label={say(words.time)}
            aria-valuetext={said}
            onInput={(event) => onMinute(Number(event.currentTarget.value))}
          />
          <output>{said}</output>
          {known.cut ? (
            <span class="trouble">{say(words.cut, { count: known.alarms.length })}</span>
          ) : null}
        </div>
      )
    }}
  </Loaded>
)

/** What can be set on a wall, small: whoever hangs it up sets it once, and the address keeps it. */
import { wallWords as words } from '../../words/wall.ts'
import { say } from '../../words/words.ts'
import { colours, stays, type WallSettings } from './rotation.ts'

export interface WallFootProps {
  readonly settings: WallSettings
  readonly paused: boolean
  readonly onSettings: (settings: WallSettings) => void
  readonly onPause: () => void
  readonly onStep: (step: 1 | -1) => void
}

export const WallFoot = ({ settings, paused, onSettings, onPause, onStep }: WallFootProps) => (
  <footer class="row wall-foot">
    <button type="button" aria-pressed={paused} onClick={onPause}>
      {say(paused ? words.goOn : words.pause)}
    </button>
    <button type="button" aria-label={say(words.previous)} onClick={() => onStep(-1)}>
      ←
    </button>
    <button type="button" aria-label={say(words.next)} onClick={() => onStep(1)}>
      →
    </button>
    <span class="quiet">{say(words.keys)}</span>
    {paused ? <strong role="status">❚❚ {say(words.paused)}</strong> : null}
    <span class="fill" />
    <label>
      {say(words.every)}{' '}
      <select
        value={settings.every}
        onChange={({ currentTarget: { value } }) =>
          onSettings({
            ...settings,
            every: stays.find((known) => String(known) === value) ?? settings.every,
          })
        }
      >
        {stays.map((count) => (
          <option key={count} value={count}>
            {say(words.seconds, { count })}
          </option>
        ))}
      </select>
    </label>
    <label>
      {say(words.colours)}{' '}
      <select
        value={settings.colours}
        onChange={({ currentTarget: { value } }) =>
          onSettings({
            ...settings,
            colours: colours.find((known) => known === value) ?? settings.colours,
          })
        }
      >
        {colours.map((name) => (
          <option key={name} value={name}>
            {say(words[name])}
          </option>
        ))}
      </select>
    </label>
    <a href="/">{say(words.leave)}</a>
  </footer>
)

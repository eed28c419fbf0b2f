/** By which channels one is told, of what and in which hours (通知方式). */
import { useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { PersonalChoice } from '../../api/types.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Refusal } from '../../parts/refusal.tsx'
import { useResource } from '../../state/resource.ts'
import { showDuration } from '../../words/format.ts'
import { personalWords as words } from '../../words/personal.ts'
import { say } from '../../words/words.ts'
import { PushDevices } from './push-devices.tsx'
import { hasAddress, Way, type WayDraft } from './way.tsx'

interface ChannelsProps {
  /** Told in person while on duty in a unit, or at a desk; others of what their role is told. */
  readonly duty: 'unit' | 'desk' | undefined
}

export function Channels({ duty }: ChannelsProps) {
  const choice = useResource('my channels', (signal) =>
    call('GET /v1/account/channels', { signal }),
  )
  return (
    <section aria-label={say(words.title)}>
      <h2>{say(words.title)}</h2>
      <Loaded resource={choice}>
        {(value) => (
          <ChannelsForm key={value.version} choice={value} onSaved={choice.reload} duty={duty} />
        )}
      </Loaded>
    </section>
  )
}

/** Those that are chosen in their order, then the others that there are. */
function waysOf({ ways, installed }: PersonalChoice): readonly WayDraft[] {
  const chosen = ways
    .filter(({ channel }) => installed.includes(channel))
    .map(({ address = '', ...way }) => ({ ...way, address, on: true }))
  const free = installed.filter((channel) => chosen.every((way) => way.channel !== channel))
  // It makes no noise, and so comes behind the others unless somebody puts it before them.
  const others = [
    ...free.filter((one) => one !== 'console'),
    ...free.filter((one) => one === 'console'),
  ]
  return [
    ...chosen,
    ...others.map((channel) => ({
      ...{ channel, on: channel === 'console', address: '' },
      ...{ grades: ['yellow', 'orange'] as const, quietGrades: [] },
    })),
  ]
}

interface FormProps extends ChannelsProps {
  readonly choice: PersonalChoice
  readonly onSaved: () => void
}

function ChannelsForm({ choice, onSaved, duty }: FormProps) {
  const [ways, setWays] = useState(() => waysOf(choice))
  const [quiet, setQuiet] = useState(choice.quiet)
  const [cause, setCause] = useState<unknown>()
  const change = (place: number, way: WayDraft) =>
    setWays((before) => before.map((one, at) => (at === place ? way : one)))
  const earlier = (place: number) =>
    setWays((before) => {
      const moved = before[place]
      const rest = before.filter((_, at) => at !== place)
      return moved === undefined ? before : rest.toSpliced(place - 1, 0, moved)
    })
  const save = async (wanted: readonly WayDraft[]) => {
    setCause(undefined)
    const chosen = wanted.filter(({ on }) => on)
    const body = {
      version: choice.version,
      ...(quiet !== undefined && { quiet }),
      ways: chosen.map(({ channel, address, grades, quietGrades }) => ({
        ...{ channel, grades: [...grades], quietGrades: [...quietGrades] },
        ...(hasAddress(channel) && { address }),
      })),
    }
    await call('POST /v1/account/channels', { body }).then(onSaved, setCause)
  }
  /** The first device puts the channel on, and without one there is none. */
  const devicesChanged = (count: number) => {
    const next = ways.map((way) =>
      way.channel === 'push' ? { ...way, on: count > 0 && (way.on || count === 1) } : way,
    )
    setWays(next)
    void save(next)
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void save(ways)
      }}
    >
      <p class="quiet">
        {duty === 'unit' ? say(words.help, { after: showDuration(choice.after) }) : null}
        {duty === 'desk' ? say(words.dutyDeskHelp) : null}{' '}
        {duty === 'unit' ? null : say(words.deskHelp)}
      </p>
      <p class="quiet">{say(words.redHelp)}</p>
      {ways.map((way, place) => (
        <Way
          key={way.channel}
          {...{ way, origins: choice.origins }}
          set={(next) => change(place, next)}
          {...(place > 0 && { earlier: () => earlier(place) })}
        >
          {way.channel === 'push' ? <PushDevices onChange={devicesChanged} /> : null}
        </Way>
      ))}
      <QuietHours quiet={quiet} set={setQuiet} />
      {cause === undefined ? null : <Refusal cause={cause} />}
      {choice.version === 0 ? <p class="quiet">{say(words.none)}</p> : null}
      <button type="submit" class="primary">
        {say(words.save)}
      </button>
    </form>
  )
}

const usual = { from: '22:00', to: '07:00' }

interface QuietProps {
  readonly quiet: PersonalChoice['quiet']
  readonly set: (quiet: PersonalChoice['quiet']) => void
}

const QuietHours = ({ quiet, set }: QuietProps) => (
  <fieldset>
    <legend>{say(words.quiet)}</legend>
    <label class="row">
      <input
        type="checkbox"
        checked={quiet !== undefined}
        onChange={(event) => set(event.currentTarget.checked ? usual : undefined)}
      />
      {say(words.use)}
    </label>
    {quiet === undefined
      ? null
      : (['from', 'to'] as const).map((end) => (
          <label key={end}>
            {say(words[end])}
            <input
              type="time"
              required
              value={quiet[end]}
              onInput={(event) => set({ ...quiet, [end]: event.currentTarget.value })}
            />
          </label>
        ))}
  </fieldset>
)

/** A screen on a wall: figures that stay, and views that take turns. Nothing on it has to be scrolled or pressed. */
import { useEffect, useState } from 'preact/hooks'

import { loadNames } from '../../parts/case-names.ts'
import { useAddress } from '../../state/address.ts'
import { city } from '../../state/city.ts'
import { now } from '../../state/clock.ts'
import { feedState } from '../../state/feed.ts'
import { paint, theme } from '../../state/theme.ts'
import { showInstant } from '../../words/format.ts'
import { shellWords } from '../../words/shell.ts'
import { viewWords, wallWords } from '../../words/wall.ts'
import { say } from '../../words/words.ts'
import { useCentreData } from '../centre/data.ts'
import { Legend } from '../centre/legend.tsx'
import { MapView } from '../centre/map-view.tsx'
import { useFirstView } from '../centre/first-view.ts'
import { usePicture } from '../centre/use-picture.ts'
import { Vitals } from '../centre/vitals.tsx'
import { settingsIn, themeAt, viewAfter, views, type View, type WallSettings } from './rotation.ts'
import { AlarmView, CaseView, CrewView, UnitView } from './views.tsx'
import { WallFoot } from './wall-foot.tsx'
import '../centre/centre.css'
import './wall.css'

const noFilter = {}
const nobodyPicks = () => {}

export function Wall() {
  const { query, show } = useAddress()
  const settings = settingsIn(query)
  const [view, setView] = useState<View>('map')
  const [paused, setPaused] = useState(false)
  useColours(settings.colours)
  useTurns(view, setView, paused ? undefined : settings.every)
  useKeys(setView, () => setPaused((before) => !before))
  const { over, onMap } = useFirstView()
  const data = useCentreData(over)
  useEffect(() => {
    if (over) void loadNames()
  }, [over])
  const picture = usePicture(data, noFilter)
  const { byId } = picture
  const feedWord = { connecting: 'connecting', live: 'live', away: 'broken' } as const
  return (
    <main id="content" class="wall" data-view={view} data-paused={paused}>
      <header class="row wall-head">
        <h1>{city.value === undefined ? say(wallWords.title) : say(city.value.name)}</h1>
        <h2 aria-live="polite">{say(viewWords[view])}</h2>
        <span class="fill" />
        <span class={`feed feed-${feedState.value}`}>
          {say(shellWords[feedWord[feedState.value]])}
        </span>
        <time class="wall-clock">{showInstant(now.value, 'time')}</time>
      </header>
      <Vitals
        summary={data.summary}
        today={data.today}
        yesterday={data.yesterday}
        rain={data.rain.value}
        reporting={picture.reporting}
      />
      <div class="wall-views">
        {/* It stays: making a map anew at each turn takes a second of the processor. */}
        <section class="sheet wall-map" hidden={view !== 'map'} aria-label={say(viewWords.map)}>
          <MapView
            grid={picture.grid}
            devices={picture.pointsOfDevices}
            alarms={picture.pointsOfAlarms}
            cases={picture.pointsOfCases}
            crews={picture.pointsOfCrews}
            rain={picture.pointsOfRain}
            bounds={picture.bounds}
            selected={undefined}
            selection={undefined}
            onPick={nobodyPicks}
            onMap={onMap}
          />
          <Legend withRain={picture.gauges.length > 0} />
        </section>
        {view === 'alarms' ? (
          <AlarmView alarms={data.alarms} shown={picture.shownAlarms} devices={byId} />
        ) : null}
        {view === 'cases' ? <CaseView cases={data.cases} shown={picture.shownCases} /> : null}
        {view === 'crews' ? <CrewView cases={data.cases} shown={picture.shownOrders} /> : null}
        {view === 'units' ? <UnitView today={data.today} /> : null}
      </div>
      <WallFoot
        settings={settings}
        paused={paused}
        onSettings={({ every, colours }) => show({ every: String(every), colours })}
        onPause={() => setPaused(!paused)}
        onStep={(step) => setView(viewAfter(view, step))}
      />
    </main>
  )
}

/** The next view after so many seconds, counted anew when somebody has chosen one. */
function useTurns(view: View, show: (view: View) => void, seconds: number | undefined): void {
  useEffect(() => {
    if (seconds === undefined) return undefined
    const timer = setTimeout(() => show(viewAfter(view, 1)), seconds * 1_000)
    return () => clearTimeout(timer)
  }, [view, seconds])
}

/** What a list to choose from or a button takes for itself stays with it. */
const isTaken = ({ target, key }: KeyboardEvent): boolean =>
  target instanceof HTMLSelectElement || (target instanceof HTMLButtonElement && key === ' ')

function useKeys(turn: (change: (before: View) => View) => void, pause: () => void): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (isTaken(event) || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key === ' ' || event.key.toLowerCase() === 'p') pause()
      else if (event.key === 'ArrowRight') turn((before) => viewAfter(before, 1))
      else if (event.key === 'ArrowLeft') turn((before) => viewAfter(before, -1))
      else if (/^[1-9]$/.test(event.key)) turn((before) => views[Number(event.key) - 1] ?? before)
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', hear)
    return () => document.removeEventListener('keydown', hear)
  }, [])
}

/** Those of the wall while it is shown, and what the machine had before when it is left. */
function useColours(chosen: WallSettings['colours']): void {
  const wanted = themeAt(chosen, now.value, city.value)
  useEffect(() => {
    const before = theme.value
    return () => paint(before)
  }, [])
  useEffect(() => paint(wanted), [wanted])
}

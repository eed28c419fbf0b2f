/** The replay of the map: what was read of the last hour, at which of its minutes it stands, and whether it plays. */
import { useEffect, useMemo, useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { Replay } from '../../api/types.ts'
import { useResource, type Resource } from '../../state/resource.ts'
import { alarmPoints, noPoints } from './features.ts'
import { alarmingDevices, type Filter } from './picture.ts'
import { heatAt, minutesIn, momentAt, worstAt } from './replay.ts'
import type { CentrePicture } from './use-picture.ts'

/** Milliseconds that a minute of it is shown. */
const pace = 400
const every = 60_000

export interface Replaying {
  /** Nothing while nobody has asked for it. */
  readonly hour: Resource<Replay | undefined>
  /** Minutes from its beginning; undefined: the map shows what is now. */
  readonly minute: number | undefined
  readonly heat: boolean
  readonly playing: boolean
  readonly onHeat: (heat: boolean) => void
  readonly onMinute: (minute: number | undefined) => void
  readonly onPlay: (playing: boolean) => void
}

/** `past`: what alarmed at the chosen moment, as far as it passes the filter. */
export function useReplay({ byId }: Pick<CentrePicture, 'byId'>, filter: Filter) {
  const [heat, setHeat] = useState(false)
  const [minute, setMinute] = useState<number>()
  const [playing, setPlaying] = useState(false)
  const [asked, setAsked] = useState(false)
  const hour = useResource<Replay | undefined>(
    `replay ${asked}`,
    async (signal) => (asked ? call('GET /v1/alarms-replay', { signal }) : undefined),
    // What is being replayed does not move on under whoever looks at it.
    heat && minute === undefined ? { every } : {},
  )
  const known = hour.value
  useEffect(() => {
    if (!playing || minute === undefined || known === undefined) return undefined
    if (minute >= minutesIn(known)) {
      setPlaying(false)
      return undefined
    }
    const timer = setTimeout(() => setMinute(minute + 1), pace)
    return () => clearTimeout(timer)
  }, [playing, minute, known])
  const at = known === undefined || minute === undefined ? undefined : momentAt(known, minute)
  const past = useMemo(() => {
    if (known === undefined || at === undefined) return undefined
    return alarmPoints(alarmingDevices(worstAt(known, at), filter, byId))
  }, [known, at, byId, filter])
  const points = useMemo(
    () => (heat && known !== undefined ? heatAt(known, at ?? known.to) : noPoints),
    [known, at, heat],
  )
  const read = () => {
    if (asked) hour.reload()
    setAsked(true)
  }
  const replaying: Replaying = {
    ...{ hour, minute, heat, playing },
    onHeat: (chosen) => {
      if (chosen) read()
      setHeat(chosen)
    },
    onMinute: (chosen) => {
      if (minute === undefined) read()
      setPlaying(minute === undefined)
      setMinute(chosen)
    },
    onPlay: (chosen) => {
      // From the end it begins again.
      if (chosen && known !== undefined && minute === minutesIn(known)) setMinute(0)
      setPlaying(chosen)
    },
  }
  return { replaying, past, heat: points }
}

/** A red alarm that comes while nobody looks at the list: a sound, a banner that readers of the screen say, a number in the title. */
import { useEffect, useRef, useState } from 'preact/hooks'

import type { Alarm } from '../../api/types.ts'
import { alarmPath } from '../../parts/device-names.ts'
import { centreWords } from '../../words/centre.ts'
import { noticeWords } from '../../words/notices.ts'
import { showInstant } from '../../words/format.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'
import { SoundSwitch } from '../crew/notices.tsx'
import { alertCrew, allowSound } from '../crew/sound.ts'
import { cameBetween, watch, type Watched } from './red-watch.ts'

export interface RedAlarmsProps {
  /** All that stand in the city, whatever the lists show; undefined while nothing is read. */
  readonly standing: readonly Alarm[] | undefined
  readonly deviceName: (id: string) => string
}

const mostShown = 3
const nothing: Watched<Alarm> = { known: undefined, fresh: [] }

export function RedAlarms({ standing, deviceName }: RedAlarmsProps) {
  const watched = useRef(nothing)
  const [fresh, setFresh] = useState<readonly Alarm[]>([])
  useEffect(allowSound, [])
  useEffect(() => {
    if (standing === undefined) return
    const after = watch(watched.current, standing)
    if (cameBetween(watched.current, after) > 0) alertCrew()
    watched.current = after
    setFresh(after.fresh)
  }, [standing])
  const heard = () => {
    watched.current = { ...watched.current, fresh: [] }
    setFresh([])
  }
  const product = say(shellWords.product)
  useEffect(() => {
    document.title = fresh.length === 0 ? product : `(${fresh.length}) ⚠ ${product}`
    return () => {
      document.title = product
    }
  }, [fresh.length, product])
  return (
    <>
      <div role="alert" class="red-alarms">
        {fresh.length === 0 ? null : (
          <div class="sheet row">
            <strong class="trouble">⚠ {say(centreWords.newRed, { count: fresh.length })}</strong>
            {fresh.slice(0, mostShown).map(({ alarm, title, device, raisedAt }) => (
              <a key={alarm} href={alarmPath(alarm)}>
                {say(title)} · {deviceName(device)} · {showInstant(raisedAt, 'time')}
              </a>
            ))}
            <span class="fill" />
            <button type="button" onClick={heard}>
              {say(noticeWords.heard)}
            </button>
          </div>
        )}
      </div>
      <SoundSwitch />
    </>
  )
}

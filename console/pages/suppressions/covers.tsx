/** What a suppression covers, in words. */
import { Fragment } from 'preact'
import { useEffect } from 'preact/hooks'

import type { Suppression } from '../../api/types.ts'
import { areaName, cellName, loadNames, unitName } from '../../parts/case-names.ts'
import { DeviceLink } from '../../parts/device-link.tsx'
import { coverWords, suppressionPageWords as words } from '../../words/suppressions.ts'
import { say } from '../../words/words.ts'

type Named = keyof typeof coverWords

export function Covers({ of: { matcher, repeat, partial } }: { readonly of: Suppression }) {
  const { circle } = matcher
  useEffect(() => {
    void loadNames()
  }, [])
  const hours = repeat?.hours
  return (
    <ul class="plain-list">
      {(Object.keys(coverWords) as readonly Named[]).map((name) =>
        (matcher[name]?.length ?? 0) === 0 ? null : (
          <li key={name}>
            {say(coverWords[name])}
            {matcher[name]?.map((one) => (
              <Fragment key={one}>
                {' '}
                <Covered name={name} one={one} />
              </Fragment>
            ))}
          </li>
        ),
      )}
      {circle === undefined ? null : (
        <li>
          <code>
            {circle.longitude}, {circle.latitude} ±{circle.metres} m
          </code>
        </li>
      )}
      {hours === undefined ? null : (
        <li>
          {clock(hours.from)}-{clock(hours.to)}
        </li>
      )}
      {partial === true ? <li class="quiet">{say(words.partial)}</li> : null}
    </ul>
  )
}

/** By what people call it, with its number. */
function Covered({ name, one }: { readonly name: Named; readonly one: string }) {
  if (name === 'devices' || name === 'gateways') return <DeviceLink id={one} />
  const called = calledBy[name]?.(one) ?? one
  return (
    <>
      {called === one ? null : `${called} `}
      <code>{one}</code>
    </>
  )
}

const calledBy: Partial<Record<Named, (one: string) => string>> = {
  owners: unitName,
  cells: (code) => cellName(code) ?? areaName(code),
}

const clock = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':')

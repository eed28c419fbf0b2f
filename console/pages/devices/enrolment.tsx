/** Batches of devices that fetch their credentials themselves (批次入网): who has, and who may no more. */
import { useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { BatchView } from '../../api/types.ts'
import { devicePath } from '../../parts/device-names.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { DataTime, Loaded } from '../../parts/loaded.tsx'
import { Refusal } from '../../parts/refusal.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { now } from '../../state/clock.ts'
import { useResource } from '../../state/resource.ts'
import { enrolmentWords as words } from '../../words/enrolment.ts'
import { showInstant, showNumber } from '../../words/format.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'
import { NewBatch } from './new-batch.tsx'

const refresh = 10_000

export function Enrolment() {
  const batches = useResource('enrolments', (signal) => call('GET /v1/enrolments', { signal }), {
    every: refresh,
  })
  const [looked, look] = useState<BatchView>()
  const [revoking, revoke] = useState<BatchView>()
  return (
    <section aria-label={say(words.tab)}>
      <p class="quiet">{say(words.help)}</p>
      <div class="row">
        <NewBatch onMade={batches.reload} />
        <span class="fill" />
        <DataTime at={batches.at} />
      </div>
      <Loaded
        resource={batches}
        isEmpty={(found) => found.batches.length === 0}
        empty={<p class="sheet">{say(words.none)}</p>}
      >
        {(found) => <Batches of={found.batches} onLook={look} onRevoke={revoke} />}
      </Loaded>
      {looked === undefined ? null : <Members batch={looked} onClose={() => look(undefined)} />}
      {revoking === undefined ? null : (
        <Revoke
          batch={revoking}
          onClose={() => {
            revoke(undefined)
            batches.reload()
          }}
        />
      )}
    </section>
  )
}

interface BatchesProps {
  readonly of: readonly BatchView[]
  readonly onLook: (batch: BatchView) => void
  readonly onRevoke: (batch: BatchView) => void
}

function Batches({ of, onLook, onRevoke }: BatchesProps) {
  const heads = [words.name, words.enrolled, words.state, words.until, words.by]
  return (
    <Scrolling label={say(words.batches)}>
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head.en} scope="col">
                {say(head)}
              </th>
            ))}
            <td />
          </tr>
        </thead>
        <tbody>
          {of.map((batch) => (
            <tr key={batch.id} data-batch={batch.id}>
              <th scope="row">{batch.name}</th>
              <td>
                <button type="button" onClick={() => onLook(batch)}>
                  {say(words.of, {
                    enrolled: showNumber(batch.enrolled),
                    devices: showNumber(batch.devices),
                  })}
                </button>
              </td>
              <td>{stateOf(batch)}</td>
              <td>{showInstant(batch.until, 'minute')}</td>
              <td>{batch.by}</td>
              <td>
                {isOpen(batch) ? (
                  <button type="button" onClick={() => onRevoke(batch)}>
                    {say(words.revoke)}
                  </button>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  )
}

const isOpen = ({ revoked, until, enrolled, devices }: BatchView): boolean =>
  revoked === undefined && until > now.value && enrolled < devices

function stateOf({ revoked, until, enrolled, devices }: BatchView): string {
  if (revoked !== undefined)
    return say(words.revoked, { by: revoked.by, at: showInstant(revoked.at, 'minute') })
  if (enrolled === devices) return say(words.done)
  return say(until > now.value ? words.inForce : words.ended)
}

interface MembersProps {
  readonly batch: BatchView
  readonly onClose: () => void
}

function Members({ batch, onClose }: MembersProps) {
  const members = useResource(`enrolment ${batch.id}`, (signal) =>
    call('GET /v1/enrolments/{id}', { path: { id: batch.id }, signal }),
  )
  return (
    <Dialog title={`${batch.name} · ${say(words.who)}`} onClose={onClose}>
      <Loaded resource={members}>
        {({ devices }) => (
          <ul class="plain-list">
            {devices.map(({ device, enrolled }) => (
              <li key={device}>
                <a href={devicePath(device)}>{device}</a>{' '}
                <span class="quiet">
                  {enrolled === undefined ? say(words.notYet) : showInstant(enrolled, 'minute')}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Dialog>
  )
}

function Revoke({ batch, onClose }: MembersProps) {
  const [cause, setCause] = useState<unknown>()
  const revoke = async () => {
    try {
      await call('POST /v1/enrolments/{id}/revoke', { path: { id: batch.id } })
      onClose()
    } catch (thrown) {
      setCause(thrown)
    }
  }
  return (
    <Dialog title={say(words.revokeTitle, { name: batch.name })} onClose={onClose}>
      <p>{say(words.revokeHelp, { enrolled: showNumber(batch.enrolled) })}</p>
      {cause === undefined ? null : <Refusal cause={cause} />}
      <div class="row">
        <button type="button" class="primary" onClick={() => void revoke()}>
          {say(words.revoke)}
        </button>
        <button type="button" onClick={onClose}>
          {say(shellWords.cancel)}
        </button>
      </div>
    </Dialog>
  )
}

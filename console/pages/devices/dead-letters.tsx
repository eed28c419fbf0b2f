/** What could not be used, newest first, and the way back for what can be mended. */
import type { DeadLetterHead } from '../../api/types.ts'
import { useState } from 'preact/hooks'

import { deadLetterReasons } from '../../../core/dead-letter.ts'
import { readDetail } from '../../../core/dead-letter-details.ts'
import type { QueryOf } from '../../api/routes.ts'
import { call } from '../../api/client.ts'
import { DataTime, Loaded } from '../../parts/loaded.tsx'
import { useResource } from '../../state/resource.ts'
import { deviceWords } from '../../words/devices.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { pathWith, type Address } from '../../state/address.ts'
import { Choice, FilterForm, SearchField } from './filters.tsx'
import { reasonName } from './dead-letter.ts'
import { LetterDialog } from './letter.tsx'
import { devicePath } from '../../parts/device-names.ts'
import { RedriveDialog, type RedriveWish } from './redrive-dialog.tsx'
import { operatorRoles } from '../../../core/actor.ts'
import { mayBeBound } from '../../../core/bindings/topics.ts'
import { mayAs, mayForCity } from '../../state/rights.ts'
import { bindingWords } from '../../words/bindings.ts'
import { Scrolling } from '../../parts/scrolling.tsx'

const pageSize = 100

export function DeadLetters({ address }: { readonly address: Address }) {
  const { query } = address
  const [reason, device, partition, before] = ['reason', 'device', 'partition', 'before'].map(
    (name) => {
      const text = query.get(name)?.trim() ?? ''
      return text === '' ? undefined : text
    },
  )
  const [opened, setOpened] = useState<DeadLetterHead>()
  const [wish, setWish] = useState<RedriveWish>()
  const may = mayAs(operatorRoles)
  const filter = { reason, device, partition } satisfies QueryOf<'GET /v1/dead-letters'>
  const letters = useResource(
    `letters ${query.toString()}`,
    (signal) =>
      call('GET /v1/dead-letters', {
        query: { ...filter, before, limit: pageSize },
        signal,
      }),
    // What is older does not change.
    before === undefined ? { every: 30_000 } : {},
  )
  const narrowed = reason !== undefined || device !== undefined
  return (
    <section aria-label={say(deviceWords.dead)}>
      <FilterForm address={address} keep={{ tab: 'dead' }}>
        <Choice
          name="reason"
          label={say(deviceWords.reason)}
          chosen={reason ?? ''}
          all={say(deviceWords.all)}
          options={deadLetterReasons.map((one) => [one, reasonName(one)])}
        />
        <SearchField name="device" label={say(deviceWords.sourceOrDevice)} value={device ?? ''} />
        <label class="narrow">
          {say(deviceWords.partition)}
          <input type="number" name="partition" min={0} defaultValue={partition ?? ''} />
        </label>
      </FilterForm>
      {may ? (
        <div class="row no-print">
          <button
            type="button"
            disabled={!narrowed}
            onClick={() => setWish({ all: { reason, device, partition, before } })}
          >
            {say(deviceWords.redriveAll)}
          </button>
          {narrowed ? null : <span class="quiet">{say(deviceWords.needFilter)}</span>}
        </div>
      ) : (
        <p>{say(deviceWords.mayNotRedrive)}</p>
      )}
      <Loaded resource={letters}>
        {(page) => (
          <>
            <DataTime at={letters.at} />
            {page.deadLetters.length === 0 ? (
              <p class="quiet">
                {say(page.before === undefined ? deviceWords.noLetters : deviceWords.noLettersHere)}
              </p>
            ) : (
              <LetterTable
                letters={page.deadLetters}
                onOpen={setOpened}
                {...(may ? { onRedrive: (letter) => setWish({ one: letter }) } : {})}
              />
            )}
            <nav class="row" aria-label={say(deviceWords.dead)}>
              {before === undefined ? null : (
                <a href={pathWith('/devices', { tab: 'dead', ...filter })}>
                  {say(deviceWords.newest)}
                </a>
              )}
              {page.before === undefined ? null : (
                <a
                  href={pathWith('/devices', {
                    tab: 'dead',
                    ...filter,
                    before: String(page.before),
                  })}
                >
                  {say(deviceWords.older)}
                </a>
              )}
            </nav>
          </>
        )}
      </Loaded>
      {opened === undefined ? null : (
        <LetterDialog letter={opened} onClose={() => setOpened(undefined)} />
      )}
      {wish === undefined ? null : (
        <RedriveDialog
          wish={wish}
          onClose={() => {
            setWish(undefined)
            letters.reload()
          }}
        />
      )}
    </section>
  )
}

interface LetterTableProps {
  readonly letters: readonly DeadLetterHead[]
  readonly onOpen: (letter: DeadLetterHead) => void
  readonly onRedrive?: (letter: DeadLetterHead) => void
}

const LetterTable = ({ letters, onOpen, onRedrive }: LetterTableProps) => (
  <Scrolling label={say(deviceWords.dead)}>
    <table>
      <thead>
        <tr>
          <th scope="col">{say(deviceWords.position)}</th>
          <th scope="col">{say(deviceWords.received)}</th>
          <th scope="col">{say(deviceWords.reason)}</th>
          <th scope="col">{say(deviceWords.detail)}</th>
          <th scope="col">{say(deviceWords.source)}</th>
          <th scope="col">{say(deviceWords.topic)}</th>
          <th scope="col">{say(deviceWords.actions)}</th>
        </tr>
      </thead>
      <tbody>
        {letters.map((letter) => (
          <tr key={letter.offset}>
            <th scope="row">{letter.offset}</th>
            <td>{showInstant(letter.receivedAt)}</td>
            <td>
              <span class="badge" title={letter.reason}>
                {reasonName(letter.reason)}
              </span>
            </td>
            <td class="detail" title={letter.detail}>
              {say(readDetail(letter.detail))}
              {letter.items === undefined ? null : (
                <span class="quiet"> {say(deviceWords.itemsOf, { count: letter.items })}</span>
              )}
            </td>
            <td>
              <a href={devicePath(letter.source)}>{letter.source}</a>
              {letter.device === undefined ? null : (
                <span class="quiet"> {say(deviceWords.meant, { device: letter.device })}</span>
              )}
            </td>
            <td>
              <code>{letter.topic}</code>
            </td>
            <td>
              <div class="row">
                <button
                  type="button"
                  aria-label={`${say(deviceWords.open)} ${letter.offset}`}
                  onClick={() => onOpen(letter)}
                >
                  {say(deviceWords.open)}
                </button>
                {onRedrive === undefined ? null : (
                  <button
                    type="button"
                    aria-label={`${say(deviceWords.redrive)} ${letter.offset}`}
                    onClick={() => onRedrive(letter)}
                  >
                    {say(deviceWords.redrive)}
                  </button>
                )}
                <WriteBinding letter={letter} />
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </Scrolling>
)

function WriteBinding({
  letter: { partition, offset, topic },
}: {
  readonly letter: DeadLetterHead
}) {
  if (!mayForCity(['administrator']) || !mayBeBound(topic)) return null
  return (
    <a
      href={`/bindings?partition=${partition}&offset=${offset}`}
      aria-label={say(bindingWords.writeFor, { offset })}
    >
      {say(bindingWords.write)}
    </a>
  )
}

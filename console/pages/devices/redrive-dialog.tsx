/** Asks before dead letters are put back, does it, and says what came of it. */
import type { DeadLetterHead, Redriven } from '../../api/types.ts'
import { useEffect, useRef, useState } from 'preact/hooks'

import { withoutUndefined } from '../../api/without-undefined.ts'
import type { BodyOf } from '../../api/routes.ts'
import { call } from '../../api/client.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { deviceWords } from '../../words/devices.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'
import { reasonName } from './dead-letter.ts'
import { messageOf } from '../../parts/refusal.tsx'
import { isNeverPutBack, redriveAll, type RedriveOutcome, type RedriveTally } from './redrive.ts'

/** Texts as they stand in the filters. */
interface RedriveFilter {
  readonly reason: string | undefined
  readonly device: string | undefined
  readonly partition: string | undefined
  readonly before: string | undefined
}

export type RedriveWish = { readonly one: DeadLetterHead } | { readonly all: RedriveFilter }

export interface RedriveDialogProps {
  readonly wish: RedriveWish
  readonly onClose: () => void
}

type RedriveBody = BodyOf<'POST /v1/dead-letters/redrive'>
type RedriveMany = Exclude<RedriveBody, { readonly offsets: readonly number[] }>

/** The most the API puts back at once. */
const pageSize = 1_000

export function RedriveDialog({ wish, onClose }: RedriveDialogProps) {
  const [tally, setTally] = useState<RedriveTally>()
  const [outcome, setOutcome] = useState<RedriveOutcome>()
  const stopped = useRef(false)
  useEffect(
    () => () => {
      stopped.current = true
    },
    [],
  )
  const start = async () => {
    setTally({ redriven: 0, skipped: 0 })
    setOutcome(
      await redriveAll(senderOf(wish), {
        before: 'all' in wish ? numberOf(wish.all.before) : undefined,
        stopped: () => stopped.current,
        progress: setTally,
      }),
    )
  }
  const working = tally !== undefined && outcome === undefined
  const title = say(deviceWords.redrive)
  return (
    <Dialog title={title} onClose={onClose}>
      <Question wish={wish} />
      <p class="quiet">{say(deviceWords.redriveHelp)}</p>
      {isNeverPutBack('one' in wish ? wish.one.reason : wish.all.reason) ? (
        <p class="trouble">{say(deviceWords.neverBack)}</p>
      ) : null}
      <div role="status">
        {working ? <p>{say(deviceWords.working, { count: tally.redriven })}</p> : null}
        {outcome === undefined ? null : <Outcome outcome={outcome} />}
      </div>
      <div class="row">
        {tally === undefined ? (
          <>
            <button type="button" class="primary" onClick={() => void start()}>
              {say(deviceWords.redrive)}
            </button>
            <button type="button" onClick={onClose}>
              {say(shellWords.cancel)}
            </button>
          </>
        ) : working ? (
          <button
            type="button"
            onClick={() => {
              stopped.current = true
            }}
          >
            {say(deviceWords.stop)}
          </button>
        ) : (
          <button type="button" class="primary" onClick={onClose}>
            {say(shellWords.close)}
          </button>
        )}
      </div>
    </Dialog>
  )
}

function Question({ wish }: { readonly wish: RedriveWish }) {
  if ('one' in wish) return <p>{say(deviceWords.redriveOne, { offset: wish.one.offset })}</p>
  const { reason, device, before } = wish.all
  return (
    <>
      <p>{say(deviceWords.redriveMany)}</p>
      <ul>
        {reason === undefined ? null : (
          <li>
            {say(deviceWords.reason)}: {reasonName(reason)}
          </li>
        )}
        {device === undefined ? null : (
          <li>
            {say(deviceWords.sourceOrDevice)}: {device}
          </li>
        )}
        {before === undefined ? null : <li>{say(deviceWords.redriveFrom, { offset: before })}</li>}
      </ul>
    </>
  )
}

function Outcome({ outcome }: { readonly outcome: RedriveOutcome }) {
  const count = outcome.redriven
  const words = {
    done: deviceWords.redriven,
    stopped: deviceWords.stopped,
    failed: deviceWords.broken,
  }[outcome.end]
  const message = outcome.end === 'failed' ? messageOf(outcome.cause) : ''
  return (
    <>
      <p class={outcome.end === 'failed' ? 'trouble' : ''}>{say(words, { count, message })}</p>
      {outcome.skipped === 0 ? null : <p>{say(deviceWords.skipped, { count: outcome.skipped })}</p>}
    </>
  )
}

const numberOf = (text: string | undefined): number | undefined =>
  text === undefined || !/^\d+$/.test(text) ? undefined : Number(text)

function senderOf(wish: RedriveWish): (before: number | undefined) => Promise<Redriven> {
  const body = (before: number | undefined): RedriveBody => {
    if ('one' in wish) return { offsets: [wish.one.offset], partition: wish.one.partition }
    const { reason, device, partition } = wish.all
    return withoutUndefined<RedriveMany>({
      // As it stands in the address: the server refuses what is no reason.
      reason: reason as RedriveMany['reason'],
      device,
      before,
      limit: pageSize,
      partition: numberOf(partition),
    })
  }
  return (before) => call('POST /v1/dead-letters/redrive', { body: body(before) })
}

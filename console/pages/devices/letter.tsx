/** One dead letter with its raw bytes, as text when they are text. */
import type { DeadLetterHead } from '../../api/types.ts'
import { readDetail } from '../../../core/dead-letter-details.ts'
import { call } from '../../api/client.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useResource } from '../../state/resource.ts'
import { deviceWords } from '../../words/devices.ts'
import { showInstant, showNumber } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { Entries, type Entry } from './entries.tsx'
import { reasonName } from './dead-letter.ts'
import { RawBytes } from './raw-bytes.tsx'

export interface LetterDialogProps {
  readonly letter: DeadLetterHead
  readonly onClose: () => void
}

export function LetterDialog({ letter, onClose }: LetterDialogProps) {
  const { partition, offset } = letter
  const whole = useResource(`letter ${partition}:${offset}`, (signal) =>
    call('GET /v1/dead-letters/{offset}', {
      path: { offset },
      query: { partition },
      signal,
    }),
  )
  const rows: readonly Entry[] = [
    [say(deviceWords.reason), `${reasonName(letter.reason)} (${letter.reason})`],
    [say(deviceWords.detail), say(readDetail(letter.detail))],
    [say(deviceWords.source), letter.source],
    [say(deviceWords.device), letter.device ?? '-'],
    [say(deviceWords.channel), letter.channel],
    [say(deviceWords.topic), letter.topic],
    [say(deviceWords.received), showInstant(letter.receivedAt)],
    [say(deviceWords.framePosition), letter.frame],
    ...(letter.items === undefined
      ? []
      : [[say(deviceWords.items), showNumber(letter.items, 0)] as const]),
  ]
  return (
    <Dialog title={say(deviceWords.letterTitle, { offset })} onClose={onClose}>
      <Entries rows={rows} />
      <h3>{say(deviceWords.body)}</h3>
      <Loaded resource={whole}>{({ body }) => <RawBytes base64={body} />}</Loaded>
    </Dialog>
  )
}

/** The bytes of a captured message, as text when they are text. */
import { deviceWords } from '../../words/devices.ts'
import { say } from '../../words/words.ts'
import { readBody } from './raw-body.ts'

export function RawBytes({ base64 }: { readonly base64: string }) {
  const body = readBody(base64)
  if (body.form === 'empty') return <p class="quiet">{say(deviceWords.bodyEmpty)}</p>
  const words = body.form === 'text' ? deviceWords.bodyText : deviceWords.bodyBytes
  return (
    <>
      <p class="quiet">{say(words, { bytes: body.bytes })}</p>
      <pre class="raw" role="group" tabindex={0} aria-label={say(deviceWords.body)}>
        {body.shown}
      </pre>
    </>
  )
}

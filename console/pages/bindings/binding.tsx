/** A binding written against one captured message: what stands where in it, the text, what becomes of it, and of all letters like it. */
import { call } from '../../api/client.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Refusal } from '../../parts/refusal.tsx'
import { Section } from '../../parts/section.tsx'
import { useAddress } from '../../state/address.ts'
import { useResource } from '../../state/resource.ts'
import { bindingWords as words } from '../../words/bindings.ts'
import { deviceWords } from '../../words/devices.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { Entries } from '../devices/entries.tsx'
import { RawBytes } from '../devices/raw-bytes.tsx'
import { AllLetters, InForce } from './all-letters.tsx'
import { BindingFile } from './file.tsx'
import { Each, Levels, Places } from './places.tsx'
import { Result } from './result.tsx'
import { useBinding } from './use-binding.ts'
import '../devices/devices.css'
import './bindings.css'

const numberOf = (text: string | null): number | undefined =>
  text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined

export function BindingPage() {
  const { query } = useAddress()
  const offset = numberOf(query.get('offset'))
  const partition = numberOf(query.get('partition')) ?? 0
  return (
    <main id="content" class="page">
      <a class="no-print" href="/devices?tab=dead">
        {say(words.back)}
      </a>
      <h1>{say(words.title)}</h1>
      {offset === undefined ? (
        <p>{say(words.none)}</p>
      ) : (
        <Writing key={`${partition}:${offset}`} partition={partition} offset={offset} />
      )}
    </main>
  )
}

interface LetterPlace {
  readonly partition: number
  readonly offset: number
}

function Writing({ partition, offset }: LetterPlace) {
  const { text, tried, cause, choose, type } = useBinding(partition, offset)
  return (
    <>
      <p class="quiet">{say(words.help)}</p>
      {cause === undefined ? null : <Refusal cause={cause} />}
      {tried === undefined ? null : (
        <div class="columns writing">
          <div class="stack">
            <Section title={say(words.message)}>
              <Letter partition={partition} offset={offset} />
              <Levels tried={tried} onChoose={choose} />
            </Section>
            <Section title={say(words.places)}>
              <Each tried={tried} onChoose={choose} />
              <Places tried={tried} onChoose={choose} />
            </Section>
          </div>
          <div class="stack">
            <Result tried={tried} />
            <BindingFile text={text} tried={tried} onType={type} />
            <AllLetters text={text} tried={tried} />
            <InForce text={text} tried={tried} />
          </div>
        </div>
      )}
    </>
  )
}

function Letter({ partition, offset }: LetterPlace) {
  const letter = useResource(`letter ${partition}:${offset}`, (signal) =>
    call('GET /v1/dead-letters/{offset}', { path: { offset }, query: { partition }, signal }),
  )
  return (
    <Loaded resource={letter}>
      {({ topic, source, receivedAt, body }) => (
        <>
          <Entries
            rows={[
              [say(deviceWords.topic), topic],
              [say(deviceWords.source), source],
              [say(deviceWords.received), showInstant(receivedAt)],
            ]}
          />
          <RawBytes base64={body} />
        </>
      )}
    </Loaded>
  )
}

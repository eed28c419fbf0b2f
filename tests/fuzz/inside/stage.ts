/** What ingest makes of frames, one after the other, as of a city that is never started anew. */
import assert from 'node:assert/strict'

import { bindingsOf, type Bindings } from '../../../core/bindings/bindings.ts'
import type { DeadLetter } from '../../../core/dead-letter.ts'
import type { Frame } from '../../../core/frame.ts'
import type { DeviceId } from '../../../core/identity.ts'
import { accountingFrom, accountingKey, isBalanced } from '../../../ingest/accounting.ts'
import { normalise } from '../../../ingest/normalise.ts'
import { binding } from '../../support/bindings.ts'
import { alone, at, limits, State } from '../../support/normalise-stage.ts'
import { shippedDocuments } from '../bound-inputs.ts'
import { register } from '../city.ts'

/** No binding that is shipped reads SenML in CBOR. */
export const cborTopic = 'senml-cbor/{device}'
const cbor = binding({
  ...{ id: 'senml-cbor', format: 'senml-cbor', topics: [cborTopic], device: '{/device}' },
  values: { depth: '/level', battery: '/battery', coverOpen: '/open' },
})
export const fuzzedBindings: Bindings = bindingsOf([...shippedDocuments, cbor])

export class Stage {
  readonly #state = new State()
  #offset = 0

  /** How it ended: `reading`, `repeat`, `taken` where it tells none, or why it is a letter. Throws where that cannot be said. */
  take(
    said: Omit<Frame, 'type' | 'receivedAt' | 'retained' | 'source'> & { source: string },
  ): string {
    const value: Frame = {
      ...{ type: 'frame', receivedAt: at, retained: false },
      ...said,
      source: said.source as DeviceId,
    }
    const records = [{ partition: alone.partition, offset: this.#offset, value }]
    const state = this.#state
    const before = accountingFrom(state.get(accountingKey))
    const effects = normalise({ ...alone, records, state }, register, limits, fuzzedBindings)
    state.apply(effects.state)
    this.#offset += 1
    const after = accountingFrom(state.get(accountingKey))
    assert(isBalanced(after), 'the accounting is not balanced')
    assert.equal(after.frames, before.frames + 1)
    assert(after.items > before.items, 'a frame without an outcome')
    const letters = effects.append.flatMap(({ topic, values }) =>
      topic.name === 'dead-letters' ? (values as readonly DeadLetter[]) : [],
    )
    const [letter] = letters
    if (letter !== undefined) return letter.reason
    if (after.readings > before.readings) return 'reading'
    return after.duplicates > before.duplicates ? 'repeat' : 'taken'
  }
}

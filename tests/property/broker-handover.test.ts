/** However a queue and what is published meanwhile meet, each message goes out once, the queue first. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'

import { Handover } from '../../broker/edge/handover.ts'
import type { Waiting } from '../../broker/ports.ts'

const brokers = ['a', 'b'] as const
const message = (brokerId: string, brokerCounter: number): Waiting => ({
  ...{ cmd: 'publish', brokerId, brokerCounter },
})
const named = ({ brokerId, brokerCounter }: Waiting) => `${brokerId}${brokerCounter}`

/** `queued`: it stood in the queue when that was read; `live`: after how many steps it comes by the subscription. */
const messages = fc.array(
  fc.record({ broker: fc.constantFrom(...brokers), queued: fc.boolean(), live: fc.nat(12) }),
  { maxLength: 12 },
)

it('sends each message once, what waited before what came, and tells when that is over', async () => {
  await fc.assert(
    fc.asyncProperty(messages, fc.array(fc.nat(3)), async (all, pauses) => {
      const handover = new Handover(100)
      const made = all.map(({ broker }, at) => message(broker, at + 1))
      const waiting = made.filter((_, at) => all[at]?.queued)
      const out: string[] = []
      let step = 0
      const come = () => {
        for (const [at, one] of made.entries()) {
          if (all[at]?.live === step && handover.pass(one) === 'now') out.push(named(one))
        }
        step++
      }
      const source = async function* () {
        yield* waiting
      }
      let pulled = 0
      for await (const one of handover.queue(source())) {
        for (let pause = pauses[pulled++] ?? 0; pause >= 0; pause--) come()
        out.push(named(one))
        handover.leaves()
      }
      for (let left = 12 - step; left >= 0; left--) come()
      const came = [...made.keys()]
        .filter((at) => !all[at]?.queued)
        .sort((one, other) => (all[one]?.live ?? 0) - (all[other]?.live ?? 0))
      expect(out).toEqual([...waiting, ...came.map((at) => made[at] ?? {})].map(named))
    }),
    { numRuns: 500 },
  )
})

it('holds a bounded number, and gives up waiting when the connection closes', async () => {
  const handover = new Handover(2)
  const passed = [1, 2, 3].map((counter) => handover.pass(message('a', counter)))
  expect(passed).toEqual(['not', 'not', 'full'])
  const source = async function* () {
    yield message('b', 1)
  }
  const out = handover.queue(source())[Symbol.asyncIterator]()
  for (let at = 0; at < 3; at++) await out.next()
  const end = out.next()
  handover.close()
  expect(await end).toEqual({ done: true, value: undefined })
})

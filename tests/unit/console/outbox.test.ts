import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  acceptedByUnit,
  begin,
  drop,
  enqueue,
  failureOutcome,
  nextToSend,
  offered,
  ofPerson,
  pauseAfter,
  recovered,
  settle,
  tryAgain,
  type Action,
  type FieldCommand,
  type RecordedEvent,
} from '../../../console/offline/queue.ts'
import { sendRound, type OutboxStore, type Server } from '../../../console/offline/sender.ts'

const person = { name: 'crew-1', unit: 'drainage' }
const colleague = { name: 'crew-2', unit: 'drainage' }
const day = 1_000_000

const made = (id: string, request: FieldCommand, of = 'C1') =>
  ({ id, case: of, by: person, madeAt: day, request }) as const

const queueOf = (...all: readonly ReturnType<typeof made>[]): readonly Action[] =>
  all.reduce<readonly Action[]>(enqueue, [])

const accept: FieldCommand = { command: 'acceptOrder' }
const comment = (text: string): FieldCommand => ({ command: 'comment', text })
const turn = { person, now: day, tried: new Set<string>(), hurry: false }

const event = (name: string, by = person): RecordedEvent => ({ by, event: name })

class Refused extends Error {
  readonly status: number
  readonly code: string
  readonly details: readonly string[]
  constructor(status: number, code: string, details: readonly string[] = []) {
    super(`the server says ${code}`)
    this.status = status
    this.code = code
    this.details = details
  }
}

describe('the queue', () => {
  it('sends the actions of a case in the order in which they were made', () => {
    let actions = queueOf(made('a', accept), made('b', comment('x')), made('c', accept, 'C2'))
    expect(nextToSend(actions, turn)?.id).toBe('a')
    expect(nextToSend(actions, { ...turn, tried: new Set(['a']) })?.id).toBe('c')
    actions = settle(actions, 'a', { kind: 'done' }, day)
    expect(nextToSend(actions, turn)?.id).toBe('b')
  })

  it('keeps one action of one identifier', () => {
    expect(queueOf(made('a', accept), made('a', accept))).toHaveLength(1)
  })

  it('holds back what stands behind a refusal, until the person drops it', () => {
    const refusal = { status: 409, code: 'command-refused', message: 'no', details: [] }
    const actions = settle(
      queueOf(made('a', accept), made('b', comment('x'))),
      'a',
      { kind: 'refused', refusal },
      day,
    )
    expect(nextToSend(actions, { ...turn, hurry: true })).toBeUndefined()
    expect(nextToSend(drop(actions, 'a'), turn)?.id).toBe('b')
    expect(tryAgain(actions, 'a')[0]).toMatchObject({ state: 'waiting', notBefore: 0 })
    expect(tryAgain(actions, 'a')[0]).not.toHaveProperty('refusal')
  })

  it('waits longer after each failure, but not when there is new hope', () => {
    const actions = settle(queueOf(made('a', accept)), 'a', { kind: 'later' }, day)
    expect(nextToSend(actions, { ...turn, now: day + 1_999 })).toBeUndefined()
    expect(nextToSend(actions, { ...turn, now: day + 2_000 })?.id).toBe('a')
    expect(nextToSend(actions, { ...turn, hurry: true })?.id).toBe('a')
    expect([1, 2, 3, 20].map(pauseAfter)).toEqual([2_000, 4_000, 8_000, 60_000])
  })

  it('sends nothing of another person, nor of another unit', () => {
    const actions = queueOf(made('a', accept))
    expect(nextToSend(actions, { ...turn, person: colleague })).toBeUndefined()
    expect(ofPerson(actions, { ...person, unit: 'road' })).toEqual([])
  })

  it('takes what was being sent when the page went away as unknown', () => {
    const actions = begin(queueOf(made('a', accept), made('b', accept, 'C2')), 'a')
    expect(recovered(actions).map(({ state }) => state)).toEqual(['unknown', 'waiting'])
  })

  it('does not call back what is just going out', () => {
    const actions = queueOf(made('a', accept))
    expect(drop(begin(actions, 'a'), 'a')).toHaveLength(1)
    expect(drop(actions, 'a')).toEqual([])
  })

  it('keeps the order within each case through any way the attempts may end', () => {
    const outcomes = fc.constantFrom('done', 'later', 'unanswered')
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('C1', 'C2', 'C3'), { maxLength: 12 }),
        fc.array(outcomes, { maxLength: 40 }),
        (cases, ends) => {
          let actions = cases.reduce<readonly Action[]>(
            (before, of, place) => enqueue(before, made(`${place}`, accept, of)),
            [],
          )
          const taken: string[] = []
          for (const kind of [...ends, ...cases.map(() => 'done' as const)]) {
            const next = nextToSend(actions, { ...turn, hurry: true })
            if (next === undefined) break
            if (kind === 'done') taken.push(next.id)
            actions = settle(begin(actions, next.id), next.id, { kind }, day)
          }
          expect(actions).toEqual([])
          for (const of of ['C1', 'C2', 'C3']) {
            const places = taken.map(Number).filter((place) => cases[place] === of)
            expect(places).toEqual([...places].sort((a, b) => a - b))
          }
        },
      ),
    )
  })
})

describe('an order that the server says is no longer to be accepted', () => {
  it.each([
    ['accepted by a colleague', ['dispatched', 'orderAccepted', 'commented'], true],
    ['dispatched again since', ['dispatched', 'orderAccepted', 'returned', 'dispatched'], false],
    ['never accepted', ['dispatched', 'voided'], false],
    ['without a record', [], false],
  ])('%s', (_, names, accepted) => {
    const record = names.map((name) => event(name, colleague))
    expect(acceptedByUnit(person, record)).toBe(accepted)
  })

  it('is not accepted by another unit', () => {
    const record = [event('orderAccepted', { name: 'crew-9', unit: 'road' })]
    expect(acceptedByUnit(person, record)).toBe(false)
  })
})

describe('what the server says', () => {
  it.each([
    [new TypeError('fetch failed'), 'unanswered'],
    [new Refused(0, 'unreachable'), 'unanswered'],
    [new Refused(503, 'store-unavailable'), 'unanswered'],
    [new Refused(401, 'unauthenticated'), 'later'],
    [new Refused(429, 'too-many-requests'), 'later'],
    [new Refused(409, 'version-conflict'), 'later'],
    [new Refused(409, 'command-refused'), 'refused'],
    [new Refused(403, 'forbidden'), 'refused'],
    [new Refused(404, 'case-unknown'), 'refused'],
    [new Refused(400, 'request-invalid'), 'refused'],
  ])('%s means %s', (failure, kind) => {
    expect(failureOutcome(failure).kind).toBe(kind)
  })

  it('offers never more than the API, and nothing twice', () => {
    const all = [
      'void',
      'acceptOrder',
      'arrive',
      'report',
      'return',
      'resume',
      'askExtension',
      'askSuspension',
      'explain',
      'comment',
    ]
    const names = offered(all, [])
    expect(names).toEqual([
      'acceptOrder',
      'arrive',
      'report',
      'return',
      'resume',
      'askExtension',
      'askSuspension',
      'explain',
      'comment',
    ])
    expect(offered(['comment'], [])).toEqual(['comment'])
    const verdict = { command: 'verify', passed: true } as const
    expect(offered(['claim', 'verify', 'comment'], queueOf(made('a', verdict)))).toEqual([
      'comment',
    ])
    expect(offered(all, queueOf(made('a', accept)))).not.toContain('acceptOrder')
    expect(offered(all, queueOf(made('a', { command: 'return', reason: 'x' })))).toEqual([
      'comment',
    ])
  })
})

/** A case desk as the phone sees it: does what has a new key; answers may get lost on the way back. */
function deskOf(answers: readonly ('ok' | 'lost' | 'away' | Refused)[] = []) {
  const record: RecordedEvent[] = [event('dispatched')]
  const done: Action[] = []
  const uploaded: string[] = []
  const asked: string[] = []
  const left = [...answers]
  const server: Server = {
    give: async (action) => {
      asked.push(`${action.case} ${action.request.command}`)
      const answer = left.shift() ?? 'ok'
      if (answer instanceof Refused) throw answer
      if (answer === 'away') throw new TypeError('fetch failed')
      if (!done.some(({ id }) => id === action.id)) done.push(action)
      if (answer === 'lost') throw new TypeError('connection reset')
    },
    record: async () => [...record],
    upload: async (sha256) => {
      uploaded.push(sha256)
    },
  }
  return { server, record, done, uploaded, asked }
}

function storeOf(actions: readonly Action[], photos: Readonly<Record<string, Blob>> = {}) {
  let kept = actions
  const store: OutboxStore = {
    change: async (change) => (kept = change(kept)),
    photo: async (sha256) => photos[sha256],
  }
  return { store, kept: () => kept }
}

describe('a round of sending', () => {
  const run = (store: OutboxStore, server: Server, more: { onChange?: () => void } = {}) =>
    sendRound({ store, server, person, now: () => day, hurry: true, onChange: () => {}, ...more })

  it('gives a command again whose answer was lost, under the same key', async () => {
    const { store, kept } = storeOf(queueOf(made('a', comment('x')), made('b', comment('x'))))
    const desk = deskOf(['lost'])
    expect(await run(store, desk.server)).toBe(false)
    expect(kept().map(({ state }) => state)).toEqual(['unknown', 'waiting'])
    expect(await run(store, desk.server)).toBe(true)
    expect(kept()).toEqual([])
    expect(desk.asked).toHaveLength(3)
    expect(desk.done.map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('takes a case that the same inspector took on elsewhere for taken on', async () => {
    const { store, kept } = storeOf(
      queueOf(made('a', { command: 'claim' }), made('b', { command: 'claim' }, 'C2')),
    )
    const refused = (detail: string) => new Refused(409, 'command-refused', [detail])
    await run(store, deskOf([refused('nothing-new'), refused('wrong-stage')]).server)
    expect(kept()).toMatchObject([{ id: 'b', state: 'refused' }])
  })

  it('gives a command again that never arrived', async () => {
    const { store, kept } = storeOf(queueOf(made('a', accept)))
    const desk = deskOf(['away'])
    await run(store, desk.server)
    await run(store, desk.server)
    expect(kept()).toEqual([])
    expect(desk.asked).toEqual(['C1 acceptOrder', 'C1 acceptOrder'])
  })

  it('gives again what was going out when the phone was switched off', async () => {
    const { store, kept } = storeOf(begin(queueOf(made('a', comment('x'))), 'a'))
    const desk = deskOf()
    await run(store, desk.server)
    expect(kept()).toEqual([])
    expect(desk.done.map(({ id }) => id)).toEqual(['a'])
  })

  it('marks a command before it goes out', async () => {
    const { store, kept } = storeOf(queueOf(made('a', accept)))
    const { server } = deskOf()
    const states: string[] = []
    const give: Server['give'] = (...request) => {
      states.push(...kept().map(({ state }) => state))
      return server.give(...request)
    }
    await run(store, { ...server, give })
    expect(states).toEqual(['sending'])
  })

  it('shows a refusal and goes on with the other cases', async () => {
    const { store, kept } = storeOf(queueOf(made('a', accept), made('b', accept, 'C2')))
    const desk = deskOf([new Refused(409, 'command-refused', ['wrong-stage'])])
    expect(await run(store, desk.server)).toBe(true)
    expect(kept()).toMatchObject([
      { id: 'a', state: 'refused', refusal: { status: 409, details: ['wrong-stage'] } },
    ])
    expect(desk.asked).toEqual(['C1 acceptOrder', 'C2 acceptOrder'])
  })

  it('takes a refusal because a colleague was faster for done', async () => {
    const { store, kept } = storeOf(queueOf(made('a', accept)))
    const desk = deskOf([new Refused(409, 'command-refused', ['wrong-stage'])])
    desk.record.push(event('orderAccepted', colleague))
    await run(store, desk.server)
    expect(kept()).toEqual([])
  })

  const photo = { sha256: 'b'.repeat(64) }
  const report = made('a', { command: 'report', text: 'x', photos: [photo] })
  const photos = { [photo.sha256]: new Blob(['picture'], { type: 'image/jpeg' }) }

  it('uploads the photos before the report that names them', async () => {
    const { store } = storeOf(queueOf(report), photos)
    const { server, uploaded } = deskOf()
    const before: number[] = []
    const give: Server['give'] = (...request) => {
      before.push(uploaded.length)
      return server.give(...request)
    }
    await run(store, { ...server, give })
    expect(before).toEqual([1])
    expect(uploaded).toEqual([photo.sha256])
  })

  it('sends no report when a photo does not get through, and knows that it did not', async () => {
    const { store, kept } = storeOf(queueOf(report), photos)
    const { server, asked } = deskOf()
    const upload = () => Promise.reject(new TypeError('fetch failed'))
    expect(await run(store, { ...server, upload })).toBe(false)
    expect(kept()).toMatchObject([{ state: 'waiting', attempts: 1 }])
    expect(asked).toEqual([])
  })

  it('does not send what the person let go of while its photos went up', async () => {
    const { store, kept } = storeOf(queueOf(report), photos)
    const { server, asked } = deskOf()
    const upload = async () => {
      await store.change((before) => drop(before, 'a'))
    }
    await run(store, { ...server, upload })
    expect(asked).toEqual([])
    expect(kept()).toEqual([])
  })

  it('says that nothing was due', async () => {
    expect(await run(storeOf([]).store, deskOf().server)).toBeUndefined()
  })
})

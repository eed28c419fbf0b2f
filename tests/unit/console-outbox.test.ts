import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  alreadyDone,
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
  type CrewCommand,
  type RecordedEvent,
} from '../../console/offline/queue.ts'
import { sendRound, type OutboxStore, type Server } from '../../console/offline/sender.ts'

const person = { name: 'crew-1', unit: 'drainage' }
const colleague = { name: 'crew-2', unit: 'drainage' }
const day = 1_000_000

const made = (id: string, request: CrewCommand, of = 'C1', seen = 4) =>
  ({ id, case: of, by: person, madeAt: day, seen, request }) as const

const queueOf = (...all: readonly ReturnType<typeof made>[]): readonly Action[] =>
  all.reduce<readonly Action[]>(enqueue, [])

const accept: CrewCommand = { command: 'acceptOrder' }
const comment = (text: string): CrewCommand => ({ command: 'comment', text })
const turn = { person, now: day, tried: new Set<string>(), hurry: false }

const event = (version: number, name: string, data = {}, by = person): RecordedEvent => ({
  version,
  by,
  event: name,
  data,
})

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
    actions = settle(actions, 'a', { kind: 'done', version: 5 }, day)
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
    expect(tryAgain(actions, 'a')[0]).toMatchObject({ state: 'unknown', notBefore: 0 })
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
            const outcome = kind === 'done' ? { kind, version: 5 } : { kind }
            actions = settle(begin(actions, next.id), next.id, outcome, day)
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

describe('alreadyDone', () => {
  const photos = [{ sha256: 'a'.repeat(64) }]
  const position = { longitude: 120.1, latitude: 30.2 }
  const pairs: readonly [CrewCommand, string, object][] = [
    [accept, 'orderAccepted', { unit: 'drainage' }],
    [{ command: 'arrive' }, 'arrived', { unit: 'drainage' }],
    [{ command: 'arrive', position }, 'arrived', { unit: 'drainage', position }],
    [{ command: 'report', text: 'x', photos }, 'reported', { text: 'x', photos }],
    [{ command: 'return', reason: 'x' }, 'returned', { reason: 'x' }],
    [comment('x'), 'commented', { text: 'x' }],
  ]
  it.each(pairs)('finds the event of %o', (request, name, data) => {
    const timeline = [event(4, name, data), event(5, 'notified'), event(6, name, data)]
    expect(alreadyDone(made('a', request), timeline)).toBe(6)
    expect(alreadyDone(made('a', request), timeline.slice(0, 2))).toBeUndefined()
    const others = [event(6, name, data, { name: 'crew-9', unit: 'road' })]
    expect(alreadyDone(made('a', request), others)).toBeUndefined()
  })

  it('compares what was said', () => {
    const done = (request: CrewCommand, name: string, data: object) =>
      alreadyDone(made('a', request), [event(5, name, data)])
    expect(done(comment('x'), 'commented', { text: 'y' })).toBeUndefined()
    expect(done({ command: 'arrive', position }, 'arrived', {})).toBeUndefined()
    expect(
      done({ command: 'report', text: 'x', photos }, 'reported', { text: 'x', photos: [] }),
    ).toBeUndefined()
  })

  it('takes the acceptance of a colleague for that of the unit, but not their words', () => {
    const timeline = [
      event(5, 'orderAccepted', {}, colleague),
      event(6, 'commented', { text: 'x' }, colleague),
    ]
    expect(alreadyDone(made('a', accept), timeline)).toBe(5)
    expect(alreadyDone(made('a', comment('x')), timeline)).toBeUndefined()
  })

  it('does not let one event settle two actions that say the same', () => {
    const actions = queueOf(made('a', comment('x')), made('b', comment('x')))
    const timeline = [event(5, 'commented', { text: 'x' })]
    const [second] = settle(actions, 'a', { kind: 'done', version: 5 }, day)
    expect(second?.seen).toBe(5)
    expect(second === undefined ? 0 : alreadyDone(second, timeline)).toBeUndefined()
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
    const all = ['void', 'acceptOrder', 'arrive', 'report', 'return', 'comment']
    const names = offered(all, [])
    expect(names).toEqual(['acceptOrder', 'arrive', 'report', 'return', 'comment'])
    expect(offered(['comment'], [])).toEqual(['comment'])
    expect(offered(all, queueOf(made('a', accept)))).not.toContain('acceptOrder')
    expect(offered(all, queueOf(made('a', { command: 'return', reason: 'x' })))).toEqual([
      'comment',
    ])
  })
})

/** A case desk as the phone sees it: takes commands into a record; answers may get lost on the way back. */
function deskOf(answers: readonly ('ok' | 'lost' | 'away' | Refused)[] = []) {
  const record: RecordedEvent[] = [event(4, 'dispatched')]
  const uploaded: string[] = []
  const asked: string[] = []
  const names = { acceptOrder: 'orderAccepted', arrive: 'arrived', report: 'reported' } as const
  const left = [...answers]
  const server: Server = {
    give: async (id, request) => {
      asked.push(`${id} ${request.command}`)
      const answer = left.shift() ?? 'ok'
      if (answer instanceof Refused) throw answer
      if (answer === 'away') throw new TypeError('fetch failed')
      const { command, ...data } = request
      const name =
        command === 'comment' ? 'commented' : command === 'return' ? 'returned' : names[command]
      const version = (record.at(-1)?.version ?? 0) + 1
      record.push(event(version, name, data))
      if (answer === 'lost') throw new TypeError('connection reset')
      return version
    },
    record: async () => [...record],
    upload: async (sha256) => {
      uploaded.push(sha256)
    },
  }
  return { server, record, uploaded, asked }
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

  it('does not give a command twice whose answer was lost', async () => {
    const { store, kept } = storeOf(queueOf(made('a', comment('x')), made('b', comment('y'))))
    const desk = deskOf(['lost'])
    expect(await run(store, desk.server)).toBe(false)
    expect(kept().map(({ state }) => state)).toEqual(['unknown', 'waiting'])
    expect(await run(store, desk.server)).toBe(true)
    expect(kept()).toEqual([])
    expect(desk.record.map(({ data }) => data['text'])).toEqual([undefined, 'x', 'y'])
  })

  it('gives a command again that never arrived', async () => {
    const { store, kept } = storeOf(queueOf(made('a', accept)))
    const desk = deskOf(['away'])
    await run(store, desk.server)
    await run(store, desk.server)
    expect(kept()).toEqual([])
    expect(desk.asked).toEqual(['C1 acceptOrder', 'C1 acceptOrder'])
  })

  it('does not double what was going out when the phone was switched off', async () => {
    const { store, kept } = storeOf(begin(queueOf(made('a', comment('x'))), 'a'))
    const desk = deskOf()
    desk.record.push(event(5, 'commented', { text: 'x' }))
    await run(store, desk.server)
    expect(kept()).toEqual([])
    expect(desk.asked).toEqual([])
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
    desk.record.push(event(5, 'orderAccepted', {}, colleague))
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

/** A feed whose connection is cut anywhere, by whoever goes on after the last event that came whole. */
import { request } from 'node:http'

import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { openCaseServer, type Who } from '../unit/cases/api-server.ts'

interface Client {
  last: number
  readonly heard: number[]
}

/** Reads until so many bytes have come, or all that is awaited; then the connection is gone. */
async function listen(
  port: number,
  who: Who,
  client: Client,
  bytes: number,
  until: number,
): Promise<void> {
  await new Promise<void>((resolve) => {
    let text = ''
    let size = 0
    const asked = request(
      {
        host: '127.0.0.1',
        port,
        path: '/v1/feed',
        headers: { authorization: who, 'last-event-id': String(client.last) },
      },
      (answer) => {
        answer.on('error', () => {})
        answer.on('close', resolve)
        answer.on('data', (chunk: Buffer) => {
          // The chunk in which it is cut counts up to the cut only.
          text += chunk.subarray(0, Math.max(0, bytes - size)).toString('latin1')
          size += chunk.length
          const whole = text.split('\n\n')
          text = whole.pop() ?? ''
          for (const message of whole) take(client, message)
          if (size >= bytes || client.last >= until) asked.destroy()
        })
      },
    )
    asked.on('error', () => resolve())
    asked.end()
  })
}

function take(client: Client, message: string): void {
  const id = /^id: (\d+)$/m.exec(message)?.[1]
  if (id === undefined) return
  client.last = Number(id)
  if (/^event: case-event$/m.test(message)) client.heard.push(client.last)
}

test('nothing is lost and nothing comes twice, for who sees all and for a crew', async () => {
  await using api = await openCaseServer({ feed: { heartbeat: '50ms' } })
  const port = Number(new URL(await api.server.listen({ host: '127.0.0.1', port: 0 })).port)
  const id = await api.dispatched()
  const cuts = fc.array(fc.integer({ min: 1, max: 4_000 }), { minLength: 1, maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(cuts, fc.integer({ min: 1, max: 12 }), async (cut, many) => {
      const start = await api.store.latest()
      const clients = {
        operator: { last: start, heard: [] },
        drainage: { last: start, heard: [] },
      } satisfies Partial<Record<Who, Client>>
      const working = (async () => {
        for (let n = 0; n < many; n += 1)
          await api.order('manager', id, {
            command: 'comment',
            text: `${n} ${'积水'.repeat(n * 7)}`,
          })
      })()
      const until = start + many
      for (const who of ['operator', 'drainage'] as const)
        for (const bytes of cut) await listen(port, who, clients[who], bytes, until)
      await working
      const wanted = Array.from({ length: many }, (_, n) => start + n + 1)
      for (const who of ['operator', 'drainage'] as const) {
        while (clients[who].last < until) await listen(port, who, clients[who], 1e9, until)
        expect(clients[who].heard).toEqual(wanted)
      }
    }),
    { numRuns: 12 },
  )
})

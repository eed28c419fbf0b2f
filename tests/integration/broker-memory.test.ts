/** What an idle connection takes: a city has tens of thousands of them. */
import { expect, it } from 'vitest'

import { arrive, startEdge } from '../support/edge.ts'

const devices = 1_000
/** 3.9 were measured with Node 20; it was 9.4 with a parser, a timer and listeners for each. */
const most = 5 * 1_024

it('an idle connection takes a few kibibytes of heap', async () => {
  await using edge = await startEdge(2 * devices)
  // What is made once, and code, is made now.
  for (const client of await arrive(edge.port, devices, devices)) client.end()
  const before = await edge.heap()
  const clients = await arrive(edge.port, devices)
  const each = ((await edge.heap()) - before) / devices
  expect(clients.filter(({ closed }) => closed)).toEqual([])
  for (const client of clients) client.end()
  expect(each).toBeGreaterThan(0)
  expect(each).toBeLessThan(most)
})

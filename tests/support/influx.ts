import { randomUUID } from 'node:crypto'

import type { z } from 'zod'

import { influxConfigSchema, type InfluxConfig } from '../../series/influxdb/config.ts'
import { httpServer } from './http-server.ts'

/** A database of its own, and nothing that is too old, for tests with instants of any year. */
export const influxConfig = (
  rest: Partial<z.input<typeof influxConfigSchema>> & { readonly url: string },
): InfluxConfig =>
  influxConfigSchema.parse({
    version: '1',
    database: `test-${randomUUID()}`,
    rawRetention: null,
    m1Retention: null,
    ...rest,
  })

/**
 * The write path of 2.x in front of a server of 1.x, which is the same but for the names: bucket `db/rp`. It has no
 * organisations to make buckets in.
 */
export const asVersionTwo = (url: string): Promise<string> =>
  httpServer(async ({ method, path, parameters, body, headers }, response) => {
    const target = new URL(path, url)
    if (path === '/api/v2/write') {
      const [db = '', rp = ''] = (parameters.get('bucket') ?? '').split('/')
      target.pathname = '/write'
      target.search = new URLSearchParams({ db, rp, precision: 'ns' }).toString()
    }
    const type = headers['content-type']
    const answer = await fetch(target, {
      method,
      ...(method === 'POST' ? { body } : {}),
      ...(type === undefined ? {} : { headers: { 'content-type': type } }),
    })
    const said = answer.status === 204 ? undefined : await answer.text()
    response.writeHead(answer.status).end(said)
  })

/** Answers of a server of 1.x where everything exists. */
export const policiesAreThere = JSON.stringify({
  results: [
    {
      series: [
        {
          columns: ['name', 'duration'],
          values: [
            ['raw', '0s'],
            ['m1', '0s'],
            ['h1', '0s'],
            ['events', '0s'],
          ],
        },
      ],
    },
  ],
})

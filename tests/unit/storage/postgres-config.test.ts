import { expect, test } from 'vitest'

import { postgresConfigSchema } from '../../../storage/postgres/config.ts'
import { openPostgres } from '../../../storage/postgres/postgres.ts'

test('the section postgres: defaults, and options that would contradict each other', () => {
  const url = 'postgres://city@db/city'
  expect(postgresConfigSchema.parse({ url })).toEqual({
    url,
    pool: 10,
    statementTimeout: 10_000,
    connectTimeout: 5_000,
  })
  const refused = [
    {},
    { url: 'mysql://db/city' },
    { url, pool: 0 },
    { url: `${url}?sslmode=disable`, tls: {} },
    { url, other: 1 },
  ]
  for (const section of refused) expect(postgresConfigSchema.safeParse(section).success).toBe(false)
  const files = postgresConfigSchema.parse({ url, tls: { ca: '/no/such/file.pem' } })
  expect(() => openPostgres(files)).toThrow(expect.objectContaining({ code: 'config-invalid' }))
})

import { z } from 'zod'

import { UrbanBrainError } from '../../core/errors.ts'
import type { InfluxConfig } from './config.ts'
import { reasonIn, unavailable, type Answer, type InfluxHttp } from './http.ts'
import { identifier } from './query.ts'
import { bucketName, policies, retentionOf, type Policy } from './schema.ts'

/**
 * Makes what is missing of the database and its retention policies (1.x), buckets (2.x) or databases (3). What exists
 * stays as it is; when it keeps its points for less long than configured, that is an `engine-mismatch`. A login that
 * may only write is enough when somebody else made them.
 */
export const provision = (http: InfluxHttp, config: InfluxConfig): Promise<void> =>
  provisioners[config.version](http, config)

async function policiesOfOne(http: InfluxHttp, config: InfluxConfig): Promise<void> {
  const retention = retentionOf(config)
  const database = identifier(config.database)
  const command = async (q: string) => {
    const body = new URLSearchParams({ q }).toString()
    const contentType = 'application/x-www-form-urlencoded'
    const { status, text } = await http.ask({ method: 'POST', path: '/query', body, contentType })
    if (status !== 200) throw unavailable(`answered ${status} to a query: ${reasonIn(text)}`)
    const result = parsed(statementSchema, text).results[0]
    if (result?.error === undefined || /not authorized/.test(result.error)) return result
    if (result.error.startsWith('database not found')) return undefined
    throw unavailable(`refuses ${q.slice(0, 40)}: ${result.error}`)
  }
  const duration = (policy: Policy) => {
    const kept = retention[policy]
    return kept === null ? 'INF' : `${Math.ceil(kept / 1_000)}s`
  }
  const show = `SHOW RETENTION POLICIES ON ${database}`
  let found = await command(show)
  if (found === undefined) {
    await command(`CREATE DATABASE ${database} WITH DURATION ${duration('raw')} NAME "raw"`)
    found = await command(show)
  }
  const rows = found?.series?.[0]?.values ?? []
  for (const policy of policies) {
    const row = rows.find(([name]) => name === policy)
    if (row !== undefined) {
      check(config, policy, goDuration(String(row[1])))
    } else if (found?.error === undefined) {
      const options = `DURATION ${duration(policy)} REPLICATION 1`
      await command(`CREATE RETENTION POLICY ${identifier(policy)} ON ${database} ${options}`)
    }
  }
}

async function bucketsOfTwo(http: InfluxHttp, config: InfluxConfig): Promise<void> {
  const { org } = config
  const organisations = await allowed(
    http.ask({ method: 'GET', path: '/api/v2/orgs', parameters: { org } }),
  )
  const orgID = organisations && parsed(orgsSchema, organisations.text).orgs[0]?.id
  if (orgID === undefined) return
  const retention = retentionOf(config)
  for (const policy of policies) {
    const name = bucketName(config, policy)
    const answer = await http.ask({
      method: 'GET',
      path: '/api/v2/buckets',
      parameters: { orgID, name },
    })
    const bucket = answer.status === 200 ? parsed(bucketsSchema, answer.text).buckets[0] : undefined
    const kept = retention[policy]
    if (bucket !== undefined) {
      const seconds = bucket.retentionRules[0]?.everySeconds ?? 0
      check(config, policy, seconds * 1_000)
      continue
    }
    const everySeconds = kept === null ? 0 : Math.ceil(kept / 1_000)
    const retentionRules = everySeconds === 0 ? [] : [{ type: 'expire', everySeconds }]
    const body = JSON.stringify({ orgID, name, retentionRules })
    const request = { method: 'POST', path: '/api/v2/buckets', body, contentType: json } as const
    const made = await allowed(http.ask(request))
    if (made !== undefined && made.status !== 201) {
      throw unavailable(`did not make bucket ${name}: ${reasonIn(made.text)}`)
    }
  }
}

/** 3 Core does not say how long an existing database keeps its points, so only what is missing is made. */
async function databasesOfThree(http: InfluxHttp, config: InfluxConfig): Promise<void> {
  const path = '/api/v3/configure/database'
  const list = await allowed(http.ask({ method: 'GET', path, parameters: { format: 'json' } }))
  if (list === undefined) return
  const names = new Set(parsed(databasesSchema, list.text).map((row) => row['iox::database']))
  const retention = retentionOf(config)
  for (const policy of policies) {
    const db = bucketName(config, policy)
    if (names.has(db)) continue
    const kept = retention[policy]
    const rule = kept === null ? {} : { retention_period: `${Math.ceil(kept / 1_000)}s` }
    const body = JSON.stringify({ db, ...rule })
    const made = await allowed(http.ask({ method: 'POST', path, body, contentType: json }))
    if (made !== undefined && made.status >= 300 && made.status !== 409) {
      throw unavailable(`did not make database ${db}: ${reasonIn(made.text)}`)
    }
  }
}

const provisioners = { '1': policiesOfOne, '2': bucketsOfTwo, '3': databasesOfThree } as const

const json = 'application/json'

const statementSchema = z.object({
  results: z.array(
    z.object({
      error: z.string().optional(),
      series: z.array(z.object({ values: z.array(z.array(z.unknown())).default([]) })).optional(),
    }),
  ),
})
const orgsSchema = z.object({ orgs: z.array(z.object({ id: z.string() })).default([]) })
const bucketsSchema = z.object({
  buckets: z
    .array(
      z.object({
        retentionRules: z.array(z.object({ everySeconds: z.number().default(0) })).default([]),
      }),
    )
    .default([]),
})
const databasesSchema = z.array(z.object({ 'iox::database': z.string() }))

function parsed<T>(schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text))
  } catch (error) {
    throw unavailable(`does not answer like one: ${text.slice(0, 100)}`, error)
  }
}

/** undefined when this login, or what stands in for InfluxDB, does not offer it. */
async function allowed(asked: Promise<Answer>): Promise<Answer | undefined> {
  const answer = await asked
  return notOffered.has(answer.status) ? undefined : answer
}

const notOffered: ReadonlySet<number> = new Set([400, 401, 403, 404])

function check(config: InfluxConfig, policy: Policy, kept: number): void {
  const wanted = retentionOf(config)[policy]
  if (kept === 0 || (wanted !== null && kept >= wanted)) return
  throw new UrbanBrainError(
    'engine-mismatch',
    `InfluxDB keeps ${bucketName(config, policy)} for ${kept / 1_000} s, the configuration says ${
      wanted === null ? 'for ever' : `${wanted / 1_000} s`
    } (influx.${policy}Retention)`,
  )
}

/** `2160h0m0s` in milliseconds; 0 is for ever. */
function goDuration(text: string): number {
  const scale: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000 }
  return [...text.matchAll(/(\d+)([hms])/g)].reduce(
    (sum, [, digits, unit]) => sum + Number(digits) * (scale[unit ?? ''] ?? 0),
    0,
  )
}

import { unavailable, reasonIn, type InfluxHttp } from './http.ts'
import { bucketName, type Policy } from './schema.ts'
import type { Line } from './lines.ts'
import type { InfluxConfig } from './config.ts'

interface Refused<T> {
  readonly of: T
  /** In the words of the server. */
  readonly detail: string
}

/** Resolves once every line is stored or was refused by itself. Rejects with `store-unavailable` otherwise. */
export type Deliver = <T>(
  policy: Policy,
  lines: readonly Line<T>[],
) => Promise<readonly Refused<T>[]>

/**
 * A request with a bad line stores the good ones, or some of them, and does not say which. So a refused request is cut
 * in two until every line was in one that was accepted, or was refused alone: what was stored before is written again,
 * and that changes nothing. At most two requests for each line; bad lines that are alike stand together, which makes it
 * few.
 */
export function delivery(http: InfluxHttp, config: InfluxConfig): Deliver {
  const post = async (
    policy: Policy,
    lines: readonly Line<unknown>[],
  ): Promise<string | undefined> => {
    const { status, text } = await http.ask({
      method: 'POST',
      ...writePath(config, policy),
      body: lines.map((line) => line.text).join('\n'),
    })
    if (status === 204) return undefined
    if (status === 413) return 'the request is too large'
    const said = reasonIn(text)
    // 201 is how InfluxDB 3 says that it stored a part.
    if (status === 201) return said
    if (isLimit(said)) throw unavailable(`has reached a limit of its own: ${said}`)
    if ((status === 400 || status === 422) && isAboutLines(said)) return said
    if (status === 401 || status === 403)
      throw unavailable(`refuses our login (${status}): ${said}`)
    throw unavailable(`answered ${status} to a write: ${said}`)
  }

  const deliver = async <T>(
    policy: Policy,
    lines: readonly Line<T>[],
    sorted: boolean,
  ): Promise<readonly Refused<T>[]> => {
    if (lines.length === 0) return []
    const detail = await post(policy, lines)
    if (detail === undefined) return []
    if (lines.length === 1 || droppedIn(detail) === lines.length) {
      return lines.map((line) => ({ of: line.of, detail }))
    }
    const ordered = sorted ? lines : lines.toSorted((a, b) => (a.text < b.text ? -1 : 1))
    const middle = ordered.length >> 1
    return [
      ...(await deliver(policy, ordered.slice(0, middle), true)),
      ...(await deliver(policy, ordered.slice(middle), true)),
    ]
  }

  return async (policy, lines) => {
    const refused = []
    for (let start = 0; start < lines.length; start += config.maxBatch) {
      refused.push(...(await deliver(policy, lines.slice(start, start + config.maxBatch), false)))
    }
    return refused
  }
}

function writePath(config: InfluxConfig, policy: Policy) {
  if (config.version === '1') {
    return { path: '/write', parameters: { db: config.database, rp: policy, precision: 'ns' } }
  }
  const bucket = bucketName(config, policy)
  return { path: '/api/v2/write', parameters: { org: config.org, bucket, precision: 'ns' } }
}

/** Anything else that is refused is a fault of the set-up, for which no reading may die. */
const isAboutLines = (said: string): boolean =>
  /partial write|unable to parse|parsing failed|field type conflict|retention policy dropped|outside retention|line protocol/i.test(
    said,
  )

/** More series, columns or tag values than the server is set up for: an operator raises the limit, the log holds. */
const isLimit = (said: string): boolean =>
  /max-(values-per-tag|series-per-database)|limit exceeded|exceed\w* .*limit|limit of \d/i.test(
    said,
  )

function droppedIn(said: string): number | undefined {
  const match = /dropped=(\d+)/.exec(said)
  return match === null ? undefined : Number(match[1])
}

export const isBeyondRetention = (said: string): boolean =>
  /beyond retention|outside retention/i.test(said)

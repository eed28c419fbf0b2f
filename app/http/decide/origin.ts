/** What a request says of the page that made it; the HTTP server knows its address and whom it may believe about it. */
export interface Asking {
  readonly method: string
  readonly protocol: string
  /** With its port, as the browser knows it. */
  readonly host: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

/**
 * Whose page asks. A browser says it in `Sec-Fetch-Site`, which no page can set; over plain http, and if it is old, only in `Origin`, which is
 * compared with the address it was sent to. `unsaid` is a program, for every browser names an origin with a change.
 */
export function askingPage({ headers, protocol, host }: Asking): 'own' | 'other' | 'unsaid' {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' ? 'own' : 'other'
  const { origin } = headers
  if (origin === undefined) return 'unsaid'
  return origin === `${protocol}://${host}` ? 'own' : 'other'
}

export const isChange = ({ method }: Asking): boolean =>
  method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS'

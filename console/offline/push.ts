/** Web Push on this browser: whether it can be told, allowing it, and ending it. */
import { call } from '../api/client.ts'

/** Not in the browsers inside of other applications; on an iPhone only from the home screen. */
export const pushOffered = (): boolean =>
  'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis

async function subscriptionHere(): Promise<PushSubscription | undefined> {
  if (!pushOffered()) return undefined
  const registration = await navigator.serviceWorker.getRegistration()
  return (await registration?.pushManager.getSubscription()) ?? undefined
}

/** As the server calls devices: SHA-256 of the address. */
async function deviceOf({ endpoint }: PushSubscription): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint))
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

export async function deviceHere(): Promise<string | undefined> {
  const subscription = await subscriptionHere()
  return subscription && deviceOf(subscription)
}

/** denied: by the person, or for good. none: the browser reaches no push service. */
export type NotAllowed = 'denied' | 'none'

/** Asks the person, then the push service of the browser; `key` is the one that our calls are signed with. */
export async function allowHere(key: string): Promise<PushSubscription | NotAllowed> {
  if ((await Notification.requestPermission()) !== 'granted') return 'denied'
  const { pushManager } = await navigator.serviceWorker.ready
  const subscribe = () =>
    pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
  try {
    // One that was allowed under another key would never hear of us again.
    return await subscribe().catch(async (error: unknown) => {
      const before = await pushManager.getSubscription()
      if (before === null) throw error
      await before.unsubscribe()
      return subscribe()
    })
  } catch (error) {
    return error instanceof DOMException && error.name === 'NotAllowedError' ? 'denied' : 'none'
  }
}

const patience = 3_000

/** Whoever takes this device next is told nothing of whom it was before. */
export async function endPushHere(): Promise<void> {
  const subscription = await subscriptionHere()
  if (subscription === undefined) return
  const id = await deviceOf(subscription)
  await subscription.unsubscribe()
  // Where the server cannot be reached, the push service tells it later that nobody is there.
  const signal = AbortSignal.timeout(patience)
  await call('POST /v1/account/push/{id}/end', { path: { id }, signal }).catch(() => undefined)
}

const first = (names: Readonly<Record<string, RegExp>>): string | undefined =>
  Object.entries(names).find(([, sign]) => sign.test(navigator.userAgent))?.[0]

/** What the person knows it by: `Chrome · Android`. */
export const nameHere = (): string =>
  [
    first({
      ...{ Edge: /Edg/, Firefox: /Firefox|FxiOS/, Opera: /OPR\// },
      ...{ Samsung: /SamsungBrowser/, Chrome: /Chrome|CriOS/, Safari: /Safari/ },
    }),
    first({
      ...{ Android: /Android/, iPhone: /iPhone/, iPad: /iPad/ },
      ...{ Windows: /Windows/, macOS: /Mac OS/, Linux: /Linux/ },
    }),
  ]
    .filter((part) => part !== undefined)
    .join(' · ') || 'Web'

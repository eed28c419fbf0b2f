/**
 * Opens the console without network. The page (`index.html`) comes from the network and only when that is away from what was
 * kept; the files under /assets carry a hash of their content in their names and are kept for good. The API is never touched.
 *
 * A page says which files it runs on (offline/keep.ts). Only then the index that names them takes the place of the one before:
 * what opens without network is always an index whose files are there.
 *
 * What a push service brings is shown, and leads to the page of the order when it is touched.
 */
/// <reference lib="webworker" />
import type { PushMessage } from '../../core/push-message.ts'
import type { AddressMessage } from './address-message.ts'
import type { KeepMessage } from './keep-message.ts'

declare const self: ServiceWorkerGlobalScope

const current = 'urban-brain-console-1'
const index = '/index.html'
/** Read from the network, its files not known to be here yet. */
const fresh = '/index.html?fresh'
const shell = ['/manifest.webmanifest', '/icon.svg']
/** Other things of the same server that are no page of the console. */
const foreign = /^\/(?:v1|docs|health|metrics)(?:\/|$)/
/** A bad network may hold a page for minutes. */
const patience = 5_000
/** Whoever touched a notice waits for it, and the browser lets a window be opened for some seconds after. */
const answerWithin = 500

self.addEventListener('install', (event) => {
  event.waitUntil(install())
})

self.addEventListener('activate', (event) => {
  event.waitUntil(activate())
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin || foreign.test(pathname)) return
  if (request.mode === 'navigate') event.respondWith(page(request, event))
  else if (pathname.startsWith('/assets/')) event.respondWith(asset(request))
  else if (shell.includes(pathname)) event.respondWith(networkFirst(request))
})

self.addEventListener('message', (event) => {
  const message = event.data as Partial<KeepMessage> | undefined
  if (Array.isArray(message?.keep)) event.waitUntil(keep(message.keep))
})

self.addEventListener('push', (event) => {
  if (event.data === null) return
  const { id, language, title, body, path } = event.data.json() as PushMessage
  // What comes twice stands in its own place.
  const shown = { body, tag: id, lang: language, icon: '/icon.svg', data: path }
  event.waitUntil(self.registration.showNotification(title, shown))
})

self.addEventListener('notificationclick', (event) => {
  const { notification } = event
  notification.close()
  event.waitUntil(lookAt(String(notification.data)))
})

/** In the window that shows it already, or in one of its own: whoever writes in another one goes on there. */
async function lookAt(path: string): Promise<void> {
  const { href, origin } = new URL(path, self.location.origin)
  if (origin !== self.location.origin) return
  const open = await self.clients.matchAll({ type: 'window' })
  const addresses = await Promise.all(open.map(addressOf))
  const there = open[addresses.indexOf(href)]
  await (there === undefined ? self.clients.openWindow(href) : there.focus())
}

/** A page that is frozen does not answer: where it was loaded has to do. */
function addressOf(client: WindowClient): Promise<string> {
  const { port1, port2 } = new MessageChannel()
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(String(data))
    client.postMessage({ asks: 'address' } satisfies AddressMessage, [port2])
    setTimeout(resolve, answerWithin, client.url)
  })
}

async function install(): Promise<void> {
  const cache = await caches.open(current)
  const answer = await fetch('/', { cache: 'no-cache' })
  if (isPage(answer)) await cache.put(fresh, answer)
  await Promise.all(shell.map((path) => cache.add(path).catch(() => undefined)))
  await self.skipWaiting()
}

async function activate(): Promise<void> {
  const names = await caches.keys()
  const old = names.filter((name) => name.startsWith('urban-brain-') && name !== current)
  await Promise.all(old.map((name) => caches.delete(name)))
  await self.clients.claim()
}

const isPage = (answer: Response): boolean =>
  answer.ok && (answer.headers.get('content-type') ?? '').startsWith('text/html')

async function page(request: Request, event: FetchEvent): Promise<Response> {
  const cache = await caches.open(current)
  const kept = (await cache.match(index)) ?? (await cache.match(fresh))
  const read = fetch(request).then((answer) => {
    if (isPage(answer)) event.waitUntil(cache.put(fresh, answer.clone()))
    return answer
  })
  if (kept === undefined) return read
  const late = new Promise<undefined>((resolve) => {
    setTimeout(resolve, patience, undefined)
  })
  const answer = await Promise.race([read.catch(() => undefined), late])
  // What a proxy says in the place of a server that is away is no page.
  return answer === undefined || answer.status >= 500 ? kept : answer
}

async function asset(request: Request): Promise<Response> {
  const cache = await caches.open(current)
  const kept = await cache.match(request, { ignoreVary: true })
  if (kept !== undefined) return kept
  const answer = await fetch(request)
  if (answer.ok) await cache.put(request, answer.clone())
  return answer
}

async function networkFirst(request: Request): Promise<Response> {
  const cache = await caches.open(current)
  try {
    const answer = await fetch(request)
    if (answer.ok) await cache.put(request, answer.clone())
    return answer
  } catch (error) {
    const kept = await cache.match(request, { ignoreVary: true })
    if (kept !== undefined) return kept
    throw error
  }
}

async function keep(files: readonly string[]): Promise<void> {
  const cache = await caches.open(current)
  for (const file of files)
    if ((await cache.match(file, { ignoreVary: true })) === undefined) await cache.add(file)
  const read = await cache.match(fresh)
  if (read === undefined) return
  const before = await cache.match(index)
  const text = await read.clone().text()
  const isOther = before !== undefined && (await before.text()) !== text
  // The page may run on the index before; then the fresh one waits for a page of its own.
  const named = text.match(/\/assets\/[^"'\s>]+/g) ?? []
  if (!named.every((file) => files.includes(file))) return
  await cache.put(index, read)
  await cache.delete(fresh)
  if (isOther) await forgetAllBut(cache, files)
}

/** Files of the version before; those that a page of this one has not read yet come from the network again. */
async function forgetAllBut(cache: Cache, files: readonly string[]): Promise<void> {
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url)
    if (pathname.startsWith('/assets/') && !files.includes(pathname)) await cache.delete(url)
  }
}

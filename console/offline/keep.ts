/** Tells the service worker which files the crew's pages run on, so that they open without network also after the first visit. */
import type { KeepMessage } from './keep-message.ts'

/** false where the browser offers no service worker: without https, but for localhost. */
export const opensOffline = (): boolean => 'serviceWorker' in navigator

export async function keepFiles(): Promise<void> {
  if (!opensOffline()) return
  const { active } = await navigator.serviceWorker.ready
  active?.postMessage({ keep: assetsOfThisPage() } satisfies KeepMessage)
}

function assetsOfThisPage(): readonly string[] {
  const loaded = performance.getEntriesByType('resource').map(({ name }) => new URL(name))
  const named = [...document.querySelectorAll<HTMLScriptElement>('script[src]')].map(
    ({ src }) => new URL(src),
  )
  const paths = [...loaded, ...named]
    .filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith('/assets/'))
    .map(({ pathname }) => pathname)
  return [...new Set(paths)]
}

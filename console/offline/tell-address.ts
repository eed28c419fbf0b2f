/** Tells the service worker where this page is: it knows a window by the address that it was loaded at, and links lead on from there. */
import type { AddressMessage } from './address-message.ts'

export function tellAddress(): void {
  navigator.serviceWorker.addEventListener('message', ({ data, ports }) => {
    const message = data as Partial<AddressMessage> | undefined
    if (message?.asks === 'address') ports[0]?.postMessage(location.href)
  })
  navigator.serviceWorker.startMessages()
}

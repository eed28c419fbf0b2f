/** What the service worker asks of a page, with a port for the answer. */
export interface AddressMessage {
  /** At which address the page is now. */
  readonly asks: 'address'
}

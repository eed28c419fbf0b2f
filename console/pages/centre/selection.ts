/** What a person has chosen, in a list or on the map. */
export interface Pick {
  readonly type: 'alarm' | 'case' | 'device'
  readonly id: string
}

export interface Selection extends Pick {
  readonly from: 'list' | 'map'
}

/** Whoever follows a link to the map has chosen the device before. */
export function pickedIn(query: URLSearchParams): Selection | undefined {
  const device = query.get('device') ?? ''
  return device === '' ? undefined : { type: 'device', id: device, from: 'list' }
}

export const sameThing = (selection: Selection | undefined, type: Pick['type'], id: string) =>
  selection?.type === type && selection.id === id

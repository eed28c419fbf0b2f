/** What a person has chosen, in a list or on the map. */
export interface Pick {
  readonly type: 'alarm' | 'case' | 'device'
  readonly id: string
}

export interface Selection extends Pick {
  readonly from: 'list' | 'map'
}

export const sameThing = (selection: Selection | undefined, type: Pick['type'], id: string) =>
  selection?.type === type && selection.id === id

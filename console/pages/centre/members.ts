/** What an alarm over an area counted, as `members` of its evidence says: `wl-1, wl-2 and 3 more`. */
export function membersIn(text: string): {
  readonly named: readonly string[]
  readonly more: number
} {
  const [, named = '', more = '0'] = /^(.*?)(?: and (\d+) more)?$/.exec(text) ?? []
  return { named: named === '' ? [] : named.split(', '), more: Number(more) }
}

/** Entity tags of a case: the version, and behind a point what else the answer depends on (`"7.3f2a9c0d1e5b"`). Pure. */

export const tagOf = (version: number, hash: string): string => `"${version}.${hash}"`

/** Whether one of the tags of `If-None-Match` is this one; weak ones count alike there. */
export const isKnown = (header: string | undefined, tag: string): boolean =>
  header !== undefined &&
  header.split(',').some((each) => ['*', tag].includes(each.trim().replace(/^W\//, '')))

/**
 * The versions that `If-Match` names; `any` for a star, undefined without the header. A weak tag names none, and neither does what no
 * case has had.
 */
export function versionsIn(header: string | undefined): readonly number[] | 'any' | undefined {
  if (header === undefined) return undefined
  if (header.trim() === '*') return 'any'
  return header.split(',').flatMap((each) => {
    const match = /^"(\d{1,9})(?:\.[\da-f]{1,64})?"$/.exec(each.trim())
    return match === null ? [] : [Number(match[1])]
  })
}

/** Whether what lies in a data folder is one installation, and all of it. */
import { UrbanBrainError } from '../../../core/errors.ts'

/** What is known of a store before anything is done to it. */
export interface Seen {
  /** In the data folder. */
  readonly name: string
  readonly there: boolean
  /** Of the installation that it says it belongs to. */
  readonly identity?: string | undefined
  /** The log can fill it again. */
  readonly refillable?: boolean
  /** It lacks what the log says it holds. */
  readonly behind?: boolean
  /** It has no place for an identity. */
  readonly anonymous?: boolean
  /** No version without a manifest made one. */
  readonly later?: boolean
}

export interface Known {
  readonly id: string
  readonly stores: readonly string[]
}

export interface Decision {
  readonly id: string
  /** made: nothing was there. adopted: stores without an identity were. known: the folder said who it is. */
  readonly kind: 'made' | 'adopted' | 'known'
  /** To be given the identity, and made where they are missing. */
  readonly mark: readonly string[]
  /** Of those, what is made although the installation had one. */
  readonly renewed: readonly string[]
}

/**
 * `manifest` is what the folder says of itself; `fresh` an identity nobody has. Throws `store-missing` or `store-foreign`:
 * in an installation nothing that is missing is made, unless it can be filled again or was given up.
 */
export function decide(
  folder: string,
  manifest: Known | undefined,
  seen: readonly Seen[],
  fresh: string,
): Decision {
  const identities = new Set(seen.flatMap(({ identity }) => identity ?? []))
  const id = manifest?.id ?? [...identities][0] ?? fresh
  mustBelong(folder, manifest, seen, id)
  const began = manifest === undefined ? seen.filter(beginsAll) : []
  const had = ({ name, anonymous = false, later = false }: Seen) =>
    manifest === undefined
      ? began.length > 0 && !anonymous && !later
      : manifest.stores.includes(name)
  const missing = seen.find((store) => !store.there && store.refillable !== true && had(store))
  if (missing !== undefined) throw gone(folder, missing.name)
  const unmarked = seen.filter(({ there, identity }) => !there || identity === undefined)
  const anything = seen.some(({ there }) => there)
  return {
    id,
    kind: manifest === undefined ? (anything ? 'adopted' : 'made') : 'known',
    mark: unmarked.filter(({ anonymous }) => anonymous !== true).map(({ name }) => name),
    renewed: unmarked
      .filter((store) => !store.there && store.anonymous !== true)
      .filter((store) => (manifest === undefined ? had(store) : store.later !== true))
      .map(({ name }) => name),
  }
}

/** Without a manifest: where one of these is, a version before has run, and made all of them. */
const beginsAll = ({ name, there }: Seen): boolean => there && /^(log\/|cases\.sqlite$)/.test(name)

function mustBelong(
  folder: string,
  manifest: Known | undefined,
  seen: readonly Seen[],
  id: string,
): void {
  for (const { name, there, identity, anonymous = false } of seen) {
    if (!there || anonymous) continue
    if (identity !== undefined && identity !== id)
      throw foreign(folder, name, `is of installation ${short(identity)}`, id)
    if (identity === undefined && manifest?.stores.includes(name) === true)
      throw foreign(folder, name, 'is of no installation', id)
  }
}

const short = (identity: string): string => identity.slice(0, 8)

const foreign = (folder: string, name: string, what: string, id: string) =>
  new UrbanBrainError(
    'store-foreign',
    `${folder}/${name} ${what}, and the other stores of ${folder} of ${short(id)}; put the whole backup back: ${restoreCommand}`,
  )

const gone = (folder: string, name: string) =>
  new UrbanBrainError(
    'store-missing',
    `${folder}/${name} is missing or empty; put the whole backup back (${restoreCommand}), or give it up for good: ${forgetCommand(name)}`,
  )

export const restoreCommand = 'urban-brain restore <backup>'

/** The volumes of the log are given up together. */
export const forgetCommand = (name: string): string =>
  `urban-brain forget ${name.startsWith('log/') ? 'log' : name}`

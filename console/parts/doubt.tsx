import type { DeviceRule } from '../api/types.ts'
import { certaintyWords } from '../words/rules.ts'
import { say } from '../words/words.ts'

type Unverified = DeviceRule['levels'][number]['unverified']

/** The limits of a level that nobody has read in their standard, and how sure they are. */
export const Doubt = ({ unverified }: { readonly unverified: Unverified | undefined }) =>
  unverified === undefined || unverified.length === 0 ? null : (
    <span class="quiet" data-note="unverified">
      {' '}
      (
      {unverified
        .map(({ path, certainty }) => `${path}: ${say(certaintyWords[certainty])}`)
        .join(' · ')}
      )
    </span>
  )

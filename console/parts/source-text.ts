/** Where a rule or a number comes from (依据); one that was written in one language only is shown as it is. */
import { say } from '../words/words.ts'

export const sourceText = ({
  source,
  sourceZh,
}: {
  readonly source?: string | undefined
  readonly sourceZh?: string | undefined
}): string | undefined =>
  source === undefined ? undefined : say({ zh: sourceZh ?? source, en: source })

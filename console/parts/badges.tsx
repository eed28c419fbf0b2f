/** Small marks that say a thing by word, shape and colour together. */
import { type Severity, severityWords } from '../../core/severity.ts'
import type { Stage } from '../../core/case-terms.ts'
import { stageWords } from '../../core/case-terms.ts'
import { say } from '../words/words.ts'

const shapes: Readonly<Record<Severity, string>> = { blue: '●', yellow: '▲', orange: '◆', red: '■' }

export const SeverityBadge = ({ severity }: { readonly severity: Severity | undefined }) =>
  severity === undefined ? null : (
    <span class={`badge severity-${severity}`}>
      <span aria-hidden="true">{shapes[severity]}</span> {say(severityWords[severity])}
    </span>
  )

export const StageBadge = ({ stage }: { readonly stage: Stage }) => (
  <span class={`badge stage stage-${stage}`}>{say(stageWords[stage])}</span>
)

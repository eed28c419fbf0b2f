/** Small marks of the device pages: reporting state, score, refusal. */
import { deviceWords, reportingWords } from '../../words/devices.ts'
import { showShare } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import type { Reporting } from './reporting.ts'
import { isLow } from './scores.ts'

const shapes: Readonly<Record<Reporting, string>> = {
  reporting: '●',
  silent: '✕',
  never: '○',
  inactive: '■',
}

export const ReportingBadge = ({ state }: { readonly state: Reporting | undefined }) =>
  state === undefined ? (
    <span class="badge">{say(reportingWords.notKnown)}</span>
  ) : (
    <span class={`badge reporting-${state}`}>
      <span aria-hidden="true">{shapes[state]}</span> {say(reportingWords[state])}
    </span>
  )

/** A share of 0 to 1 as a number and a bar; nothing known is no bar. */
export const Score = ({ score }: { readonly score: number | undefined }) => {
  if (score === undefined) return <span class="quiet">-</span>
  const low = isLow(score)
  return (
    <span class={low ? 'score low' : 'score'}>
      <span class="score-number">
        {showShare(score)}
        {low ? ` ▼ ${say(deviceWords.low)}` : ''}
      </span>
      <span class="score-bar" aria-hidden="true">
        <span style={{ width: `${Math.round(score * 100)}%` }} />
      </span>
    </span>
  )
}

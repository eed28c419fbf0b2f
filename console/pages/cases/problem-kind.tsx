import { reportedSources, sourceWords, workWords } from '../../../core/case-terms.ts'
import { severities } from '../../../core/severity.ts'
import type { Unit } from '../../api/types.ts'
import { dutyName, showLimit, standards, units } from '../../parts/case-names.ts'
import { SeverityOptions } from '../../parts/severity-options.tsx'
import { dutyWords } from '../../words/case-codes.ts'
import { caseWords, problemWords } from '../../words/cases.ts'
import { say } from '../../words/words.ts'
import { CategoryInput } from './category-input.tsx'
import { LimitInput } from './limit-input.tsx'
import type { ProblemPartProps } from './problem.ts'

/** Those that some unit has; the well-known ones while the units could not be read. */
const dutiesOf = (known: readonly Unit[]): readonly string[] =>
  known.length === 0
    ? Object.keys(dutyWords)
    : [...new Set(known.flatMap(({ duties }) => duties))].sort()

/** What kind of problem it is, and with that whose duty it is and how long it may take. */
export function ProblemKind({ fields, set }: ProblemPartProps) {
  return (
    <>
      <div class="row">
        <label>
          {say(caseWords.source)}
          <select
            value={fields.source}
            onChange={({ currentTarget }) =>
              set({
                source: reportedSources.find((one) => one === currentTarget.value) ?? 'manual',
              })
            }
          >
            {reportedSources.map((source) => (
              <option key={source} value={source}>
                {say(sourceWords[source])}
              </option>
            ))}
          </select>
        </label>
        <label>
          {say(caseWords.category)}
          <CategoryInput
            required
            value={fields.category}
            onChange={(category) => set({ category, standard: onlyOf(category) })}
          />
          <span class="quiet">{say(problemWords.categoryHint)}</span>
        </label>
        <label>
          {say(caseWords.work)}
          <select
            value={fields.work}
            onChange={({ currentTarget }) =>
              set({ work: currentTarget.value === 'maintenance' ? 'maintenance' : 'incident' })
            }
          >
            <option value="incident">{say(workWords.incident)}</option>
            <option value="maintenance">{say(workWords.maintenance)}</option>
          </select>
        </label>
        <label>
          {say(caseWords.severity)}
          <select
            value={fields.severity}
            onChange={({ currentTarget }) =>
              set({ severity: severities.find((known) => known === currentTarget.value) ?? 'blue' })
            }
          >
            <SeverityOptions />
          </select>
        </label>
      </div>
      <ProblemRule fields={fields} set={set} />
    </>
  )
}

/** Whose duty it is and how long it may take: by the filing standard, or by hand where that has no row. */
export const ProblemRule = (props: ProblemPartProps) =>
  standardsOf(props.fields.category).length === 0 ? (
    <LeadAndLimit {...props} />
  ) : (
    <StandardInput {...props} />
  )

function LeadAndLimit({ fields, set }: ProblemPartProps) {
  const duties = dutiesOf(units.value)
  return (
    <>
      <label>
        {say(caseWords.lead)}
        <select
          required
          value={fields.lead}
          onChange={(event) => set({ lead: event.currentTarget.value })}
        >
          <option value="">{say(problemWords.chooseDuty)}</option>
          {duties.map((duty) => (
            <option key={duty} value={duty}>
              {dutyName(duty)}
            </option>
          ))}
        </select>
      </label>
      <LimitInput limit={fields} onChange={set} />
    </>
  )
}

/** Duty and limit are those of the condition: nobody types them. */
function StandardInput({ fields, set }: ProblemPartProps) {
  const chosen = standards.value.find(({ id }) => id === fields.standard)
  return (
    <>
      <label>
        {say(caseWords.filing)}
        <select
          required
          value={fields.standard}
          onChange={(event) => set({ standard: event.currentTarget.value })}
        >
          <option value="">{say(problemWords.chooseStandard)}</option>
          {standardsOf(fields.category).map(({ id, filing, limit }) => (
            <option key={id} value={id}>
              {say(filing)} · {showLimit(limit)}
            </option>
          ))}
        </select>
      </label>
      {chosen === undefined ? null : (
        <p class="quiet">
          {say(caseWords.closing)}: {say(chosen.closing)} · {dutyName(chosen.lead)} ·{' '}
          {showLimit(chosen.limit)}
        </p>
      )}
    </>
  )
}

export const standardsOf = (category: string) =>
  standards.value.filter((row) => row.category === category.trim())

/** The row of a category that has one only. */
export function onlyOf(category: string): string {
  const rows = standardsOf(category)
  return rows.length === 1 ? (rows[0]?.id ?? '') : ''
}

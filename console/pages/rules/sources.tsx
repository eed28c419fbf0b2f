/** Where a rule and its numbers come from. A number that nobody has read in its standard says so. */
import type { Rule, WrittenRule } from '../../api/types.ts'
import { limitUnit } from '../../parts/units.ts'
import { CertaintyMark } from '../../parts/certainty-mark.tsx'
import { sourceText } from '../../parts/source-text.ts'
import { Scrolling } from '../../parts/scrolling.tsx'
import { Section } from '../../parts/section.tsx'
import { showNumber } from '../../words/format.ts'
import { ruleWords } from '../../words/rules.ts'
import { say } from '../../words/words.ts'

export const Origin = ({
  rule: { certainty, unverified, ...origin },
}: {
  readonly rule: Pick<Rule, 'source' | 'sourceZh' | 'certainty' | 'unverified'>
}) => (
  <p class="row">
    <span>
      {say(ruleWords.source)}: {sourceText(origin) ?? say(ruleWords.noSource)}
    </span>
    {certainty === undefined ? null : <CertaintyMark certainty={certainty} />}
    {unverified ? <NotVerified /> : null}
  </p>
)

export const NotVerified = () => (
  <span class="trouble" title={say(ruleWords.notVerifiedHelp)} data-note="unverified">
    {say(ruleWords.notVerified)}
  </span>
)

export const Sources = ({ limits }: { readonly limits: WrittenRule['limits'] | undefined }) =>
  limits === undefined || limits.length === 0 ? null : (
    <Section title={say(ruleWords.sourcesTitle)}>
      <Scrolling label={say(ruleWords.sourcesTitle)}>
        <table>
          <thead>
            <tr>
              <th scope="col">{say(ruleWords.limit)}</th>
              <th scope="col">{say(ruleWords.value)}</th>
              <th scope="col">{say(ruleWords.certainty)}</th>
              <th scope="col">{say(ruleWords.source)}</th>
            </tr>
          </thead>
          <tbody>
            {limits.map(({ path, title, value, unit, unitZh, certainty, ...origin }) => (
              <tr key={path}>
                <th scope="row">
                  {say(title)} <code class="quiet">{path}</code>
                </th>
                <td>
                  {value === undefined ? (
                    <span class="quiet">{say(ruleWords.ofDevices)}</span>
                  ) : (
                    `${showNumber(value, 2)} ${limitUnit({ unit, unitZh })}`
                  )}
                </td>
                <td>
                  <CertaintyMark certainty={certainty} />
                </td>
                <td>{sourceText(origin)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
    </Section>
  )

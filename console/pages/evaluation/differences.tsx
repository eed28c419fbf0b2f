import type { FrozenView } from '../../api/types.ts'
import { Scrolling } from '../../parts/scrolling.tsx'
import { Section } from '../../parts/section.tsx'
import { frozenWords as words } from '../../words/frozen.ts'
import { evaluationWords } from '../../words/evaluation.ts'
import { showNumber } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { nameOf } from './evaluation-table.tsx'

/** Counts that are other ones now than they were when they were frozen. */
export const Differences = ({ view }: { readonly view: FrozenView }) => (
  <Section title={say(words.differences)}>
    {view.differences.length === 0 ? (
      <p class="quiet">{say(words.same)}</p>
    ) : (
      <Scrolling label={say(words.differences)}>
        <table class="numbers">
          <thead>
            <tr>
              <th scope="col">{say(words.row)}</th>
              <th scope="col">{say(words.figure)}</th>
              <th scope="col">{say(words.asFrozen)}</th>
              <th scope="col">{say(words.now)}</th>
              <th scope="col">{say(words.change)}</th>
            </tr>
          </thead>
          <tbody>
            {view.differences.map(({ key, figure, name, frozen, now }) => (
              <tr key={`${key} ${figure}`}>
                <th scope="row">
                  {key === '*' ? say(evaluationWords.all) : nameOf(view.evaluation.by, key)}
                </th>
                <td>{say(name)}</td>
                <td>{showNumber(frozen)}</td>
                <td>{showNumber(now)}</td>
                <td>
                  {now > frozen ? '+' : ''}
                  {showNumber(now - frozen)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
    )}
  </Section>
)

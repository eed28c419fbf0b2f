/** Versions of the rules: who edited what and why, which is in force, and the way back. */
import { useState } from 'preact/hooks'

import { rulesDraftRoles, rulesPutRoles } from '../../../core/actor.ts'
import { call } from '../../api/client.ts'
import type { AnswerOf } from '../../api/routes.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { Section } from '../../parts/section.tsx'
import { useResource } from '../../state/resource.ts'
import { mayAs } from '../../state/rights.ts'
import { showInstant } from '../../words/format.ts'
import { versionWords as words } from '../../words/rule-versions.ts'
import { say } from '../../words/words.ts'
import { DraftResult } from '../../parts/draft-result.tsx'
import { ShadowRun } from './shadow-run.tsx'
import { WhyForm } from '../../parts/why-form.tsx'

type Listed = AnswerOf<'GET /v1/rules/versions'>

export function Versions() {
  const [looked, look] = useState<number>()
  const [returning, setReturning] = useState(false)
  const versions = useResource(
    'versions of the rules',
    (signal) => call('GET /v1/rules/versions', { signal }),
    { every: 30_000 },
  )
  const back = async (why: string) => {
    await call('POST /v1/rules/back', { body: { why } })
    setReturning(false)
    versions.reload()
  }
  return (
    <>
      <Loaded resource={versions}>
        {(listed) => (
          <>
            <p class="row">
              <span role="status">{say(words.inForceNow, { name: nameOf(listed.inForce) })}</span>
              {listed.changes.length > 0 && mayAs(rulesPutRoles) ? (
                <button type="button" onClick={() => setReturning(true)}>
                  {say(words.back)}
                </button>
              ) : null}
            </p>
            {listed.versions.length === 0 ? (
              <p class="quiet">{say(words.neverMade)}</p>
            ) : (
              <VersionTable listed={listed} onLook={look} />
            )}
            <ShadowRun />
            {listed.changes.length === 0 ? null : <History changes={listed.changes} />}
          </>
        )}
      </Loaded>
      {looked === undefined ? null : (
        <Dialog title={say(words.lookAt, { version: looked })} onClose={() => look(undefined)}>
          <DraftResult version={looked} onPut={versions.reload} />
        </Dialog>
      )}
      {returning ? (
        <Dialog title={say(words.back)} onClose={() => setReturning(false)}>
          <WhyForm submit={words.back} onSubmit={back} />
        </Dialog>
      ) : null}
    </>
  )
}

const nameOf = (version: number): string =>
  version === 0 ? say(words.folder) : `${say(words.version)} ${version}`

interface TableProps {
  readonly listed: Listed
  readonly onLook: (version: number) => void
}

const VersionTable = ({ listed: { versions, inForce }, onLook }: TableProps) => (
  <Scrolling label={say(words.versions)}>
    <table>
      <thead>
        <tr>
          <th scope="col">{say(words.version)}</th>
          <th scope="col">{say(words.at)}</th>
          <th scope="col">{say(words.by)}</th>
          <th scope="col">{say(words.base)}</th>
          <th scope="col">{say(words.changed)}</th>
          <th scope="col">{say(words.why)}</th>
          <th scope="col">{say(words.doing)}</th>
        </tr>
      </thead>
      <tbody>
        {versions.map(({ version, at, by, base, changed, why }) => (
          <tr key={version}>
            <th scope="row">
              {version} {version === inForce ? <strong>{say(words.inForce)}</strong> : null}
            </th>
            <td>{showInstant(at, 'minute')}</td>
            <td>{by}</td>
            <td>{nameOf(base)}</td>
            <td>
              <code>{changed.join(' ')}</code>
            </td>
            <td>{why}</td>
            <td>
              {version === inForce || !mayAs(rulesDraftRoles) ? null : (
                <button
                  type="button"
                  aria-label={say(words.lookAt, { version })}
                  onClick={() => onLook(version)}
                >
                  {say(words.look)}
                </button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </Scrolling>
)

const History = ({ changes }: Pick<Listed, 'changes'>) => (
  <Section title={say(words.history)}>
    <Scrolling label={say(words.history)}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say(words.at)}</th>
            <th scope="col">{say(words.version)}</th>
            <th scope="col">{say(words.by)}</th>
            <th scope="col">{say(words.why)}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ at, version, by, why }) => (
            <tr key={at}>
              <td>{showInstant(at)}</td>
              <th scope="row">{nameOf(version)}</th>
              <td>{by}</td>
              <td>{why}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  </Section>
)

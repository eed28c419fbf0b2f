/** What lint and tests say of a draft, and the way to put it in force. */
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'

import { rulesPutRoles } from '../../core/actor.ts'
import { call } from '../api/client.ts'
import type { RuleCheck } from '../api/types.ts'
import { Loaded } from './loaded.tsx'
import { useResource } from '../state/resource.ts'
import { mayAs } from '../state/rights.ts'
import { backtestWords } from '../words/backtest.ts'
import { versionWords as words } from '../words/rule-versions.ts'
import { say } from '../words/words.ts'
import { WhyForm } from './why-form.tsx'

export interface DraftResultProps {
  readonly version: number
  readonly onPut: () => void
}

export function DraftResult({ version, onPut }: DraftResultProps) {
  const [done, setDone] = useState(false)
  const [begun, setBegun] = useState(false)
  const check = useResource(`check ${version}`, (signal) =>
    call('POST /v1/rules/versions/{version}/check', { path: { version }, signal }),
  )
  const shadow = async (why: string) => {
    await call('POST /v1/rules/versions/{version}/shadow', { path: { version }, body: { why } })
    setBegun(true)
  }
  const put = async (why: string) => {
    const path = { version }
    await call('POST /v1/rules/versions/{version}/in-force', { path, body: { why } })
    setDone(true)
    onPut()
  }
  return (
    <section aria-label={say(words.draftOf, { version })} data-draft={version}>
      <h3>{say(words.draftOf, { version })}</h3>
      {check.value === undefined && check.error === undefined ? (
        <p role="status">{say(words.checking)}</p>
      ) : (
        <Loaded resource={check}>
          {(found) => (
            <>
              <Findings check={found} />
              {done ? (
                <p role="status">{say(words.putDone, { version })}</p>
              ) : begun ? (
                <p role="status">{say(words.shadowBegun, { version })}</p>
              ) : !found.ok ? null : (
                <>
                  <p>
                    <a href={`/rules?tab=backtests&version=${version}`}>
                      {say(backtestWords.ofVersion, { version })}
                    </a>
                  </p>
                  <WhyForm submit={words.shadow} onSubmit={shadow} />
                  {mayAs(rulesPutRoles) ? (
                    <WhyForm submit={words.put} onSubmit={put} />
                  ) : (
                    <p class="quiet">{say(words.mayNotPut)}</p>
                  )}
                </>
              )}
            </>
          )}
        </Loaded>
      )}
    </section>
  )
}

function Findings({ check }: { readonly check: RuleCheck }) {
  const { ok, mistakes, warnings, failures, byNumbers, passed } = check
  return (
    <>
      <p role="status" class={ok ? '' : 'trouble'}>
        {ok
          ? say(words.good, { passed })
          : say(words.bad, { mistakes: mistakes.length, failures: failures.length })}
      </p>
      <Lines title={say(words.mistakes)} lines={mistakes.map(lineOf)} />
      <Lines title={say(words.failures)} lines={failures.map(lineOf)} />
      <Lines title={say(words.byNumbers)} lines={byNumbers.map(lineOf)} />
      <Lines title={say(words.warnings)} lines={warnings.map(lineOf)} />
    </>
  )
}

const lineOf = ({ file, line, message, zh }: RuleCheck['mistakes'][number]): string =>
  `${file}:${line}: ${say({ zh, en: message })}`

interface LinesProps {
  readonly title: string
  readonly lines: readonly string[]
}

const Lines = ({ title, lines }: LinesProps): ComponentChildren =>
  lines.length === 0 ? null : (
    <>
      <h4>{title}</h4>
      <pre class="document" role="group" tabindex={0} aria-label={title}>
        {lines.join('\n')}
      </pre>
    </>
  )

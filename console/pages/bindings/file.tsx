/** The binding as a file: written by hand where no field leads, with its mistakes, taken away by whoever puts it into the folder. */
import { useState } from 'preact/hooks'

import type { TriedBinding } from '../../api/types.ts'
import { downloadFile } from '../../parts/download.ts'
import { Section } from '../../parts/section.tsx'
import { bindingWords as words } from '../../words/bindings.ts'
import { say } from '../../words/words.ts'

export interface FileProps {
  readonly text: string
  readonly tried: TriedBinding
  readonly onType: (text: string) => void
}

export function BindingFile({ text, tried, onType }: FileProps) {
  const [copied, setCopied] = useState<string>()
  const file = `${tried.id ?? 'binding'}.yaml`
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(text)
  }
  return (
    <Section title={say(words.file)}>
      <label>
        {say(words.text)}
        <textarea
          class="document"
          rows={18}
          maxLength={65_536}
          spellcheck={false}
          value={text}
          onInput={({ currentTarget: { value } }) => onType(value)}
        />
      </label>
      <Mistakes mistakes={tried.mistakes} />
      <div class="row no-print">
        <button
          type="button"
          onClick={() => downloadFile(file, new Blob([text], { type: 'application/yaml' }))}
        >
          {say(words.download, { file })}
        </button>
        <button type="button" onClick={() => void copy().catch(() => undefined)}>
          {say(words.copy)}
        </button>
        <span role="status">{copied === text ? say(words.copied) : ''}</span>
      </div>
    </Section>
  )
}

function Mistakes({ mistakes }: Pick<TriedBinding, 'mistakes'>) {
  if (mistakes.length === 0) return null
  return (
    <div class="trouble" role="status">
      {say(words.mistakes)}
      <ul>
        {mistakes.map(({ line, message, zh }) => (
          <li key={`${line} ${message}`}>
            {say(words.line, { line, message: say({ zh, en: message }) })}
          </li>
        ))}
      </ul>
    </div>
  )
}

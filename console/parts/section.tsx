import type { ComponentChildren } from 'preact'

import { useOwnId } from '../state/own-id.ts'
import { DataTime } from './loaded.tsx'

export interface SectionProps {
  readonly title: string
  /** When what it shows was read. */
  readonly at?: number | undefined
  readonly wide?: boolean
  readonly children: ComponentChildren
}

export function Section({ title, at, wide = false, children }: SectionProps) {
  const heading = useOwnId()
  return (
    <section class={wide ? 'sheet wide' : 'sheet'} aria-labelledby={heading}>
      <header class="row">
        <h2 id={heading}>{title}</h2>
        <DataTime at={at} />
      </header>
      {children}
    </section>
  )
}

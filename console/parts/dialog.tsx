import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

import { shellWords } from '../words/shell.ts'
import { say } from '../words/words.ts'

export interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ComponentChildren
  /** Hides what lies behind it. */
  readonly hiding?: true
}

/** A modal dialog of the browser: keeps the focus inside, closes with Escape, gives the focus back to where it was. */
export function Dialog({ title, onClose, children, hiding }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const before = document.activeElement
    element.current?.showModal()
    // Closed, the browser does that; taken away, as by a button of what stands in it, nobody else.
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={element}
      class={hiding === true ? 'dialog hiding' : 'dialog'}
      aria-label={title}
      onClose={onClose}
    >
      <header>
        <h2>{title}</h2>
        <button
          type="button"
          class="plain"
          aria-label={say(shellWords.close)}
          onClick={() => element.current?.close()}
        >
          ✕
        </button>
      </header>
      {children}
    </dialog>
  )
}

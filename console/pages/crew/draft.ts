import { useState } from 'preact/hooks'

/** Text that stays on the phone until it is sent: a call comes in, the browser is closed, and it is still there. */
export function useDraft(key: string): readonly [string, (text: string) => void] {
  const remembered = `urban-brain.draft.${key}`
  const [text, setText] = useState(() => localStorage.getItem(remembered) ?? '')
  const write = (changed: string) => {
    setText(changed)
    try {
      if (changed === '') localStorage.removeItem(remembered)
      else localStorage.setItem(remembered, changed)
    } catch {
      // A full phone keeps no draft; what is on the screen stays.
    }
  }
  return [text, write]
}

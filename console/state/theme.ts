/** Dark for the wall, light for the desk; the choice stays on this machine. */
import { signal } from '@preact/signals'

export type Theme = 'dark' | 'light'

const remembered = 'urban-brain.theme'
const kept = localStorage.getItem(remembered)

export const theme = signal<Theme>(kept === 'light' ? 'light' : 'dark')

export function paint(chosen: Theme): void {
  theme.value = chosen
  localStorage.setItem(remembered, chosen)
  document.documentElement.dataset['theme'] = chosen
}

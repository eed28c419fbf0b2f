import type { ComponentChildren } from 'preact'

export interface ScrollingProps {
  readonly label: string
  readonly children: ComponentChildren
}

/** Wider than a small screen, it scrolls by itself, also by keyboard. */
export const Scrolling = ({ label, children }: ScrollingProps) => (
  <div class="scrolling" role="group" aria-label={label} tabindex={0}>
    {children}
  </div>
)

import type { ComponentChildren } from 'preact'

export type Entry = readonly [name: string, value: ComponentChildren]

/** What is known of a thing, by name. */
export const Entries = ({ rows }: { readonly rows: readonly Entry[] }) => (
  <dl class="entry">
    {rows.map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
)

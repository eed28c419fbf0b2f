import { Component, type ComponentType } from 'preact'

/**
 * A component that is drawn again only when what matters of its properties is another thing. An element that is kept from one
 * drawing to the next (`useMemo`) would do the same and hold on to every drawing before it, for as long as the page is open.
 */
export const drawnWhen = <Props extends object>(
  Drawn: ComponentType<Props>,
  matters: (props: Readonly<Props>) => readonly unknown[],
): ComponentType<Props> =>
  class extends Component<Props> {
    override shouldComponentUpdate(next: Readonly<Props>): boolean {
      const before = matters(this.props)
      return matters(next).some((one, index) => one !== before[index])
    }

    override render(props: Readonly<Props>) {
      return <Drawn {...props} />
    }
  }

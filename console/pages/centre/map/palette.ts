/** The colours of the page for the map, which is painted and not styled. */
import { severities, type Severity } from '../../../../core/severity.ts'

export interface Palette {
  readonly ground: string
  readonly sheet: string
  readonly ink: string
  readonly quiet: string
  readonly line: string
  readonly accent: string
  readonly good: string
  readonly water: string
  readonly green: string
  readonly road: string
  /** How much larger than on a desk all of the page is: a wall is read from four metres. */
  readonly scale: number
  readonly severity: Readonly<Record<Severity, string>>
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement)
  const colour = (name: string) => style.getPropertyValue(name).trim()
  const severity = Object.fromEntries(
    severities.map((name) => [name, colour(`--severity-${name}`)]),
  ) as Record<Severity, string>
  return {
    ground: colour('--ground'),
    sheet: colour('--sheet'),
    ink: colour('--ink'),
    quiet: colour('--ink-quiet'),
    line: colour('--line'),
    accent: colour('--accent'),
    good: colour('--good'),
    water: colour('--map-water'),
    green: colour('--map-green'),
    road: colour('--map-road'),
    scale: Number.parseFloat(style.fontSize) / 16,
    severity,
  }
}

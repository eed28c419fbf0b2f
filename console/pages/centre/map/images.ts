/** The signs of the map, painted once in the colours of the theme: the shapes of the severity badges, and pins for cases. */
import { severities, type Severity } from '../../../../core/severity.ts'
import { crewStates, type CrewState } from '../crews.ts'
import { helmet, raindrop } from '../shapes.ts'
import type { Palette } from './palette.ts'

export const imageScale = 2

/** Pixels of the page. */
const size = 22
const pinHeight = 30

export interface Sign {
  readonly name: string
  readonly image: ImageData
}

export const signsOf = (palette: Palette): readonly Sign[] => [
  ...(['wet', 'dry'] as const).map((state) => ({
    name: `rain-${state}`,
    image: drop(state === 'wet', palette),
  })),
  ...crewStates.map((state) => ({ name: `crew-${state}`, image: crew(state, palette) })),
  ...severities.flatMap((severity) => {
    const colour = palette.severity[severity]
    return [
      {
        name: `alarm-${severity}`,
        image: painted(size, size, (context) => {
          shape(context, severity, size / 2, size / 2, size / 2 - 2)
          fillAndStroke(context, colour, palette.ground)
        }),
      },
      { name: `case-${severity}`, image: pin(palette.sheet, colour, colour, severity) },
      // Overdue: the pin is filled and the shape is an exclamation mark.
      { name: `case-${severity}-overdue`, image: pin(colour, palette.ground, palette.ground) },
    ]
  }),
]

/** A drop: filled when it rained. */
const drop = (wet: boolean, palette: Palette): ImageData =>
  painted(raindrop.size, raindrop.size, (context) => {
    const path = new Path2D(raindrop.path)
    context.lineWidth = 2
    context.fillStyle = wet ? palette.severity.blue : palette.ground
    context.strokeStyle = wet ? palette.ground : palette.severity.blue
    fillAndStrokeOf(context, path)
  })

/** A helmet: filled when they are there, with an arrow when they come, with dots when they have not said so. */
const crew = (state: CrewState, palette: Palette): ImageData =>
  painted(helmet.size, helmet.size, (context) => {
    const path = new Path2D(helmet.path)
    const onSite = state === 'on-site'
    context.lineWidth = 2
    context.lineJoin = 'round'
    context.strokeStyle = onSite ? palette.ground : palette.ink
    context.fillStyle = onSite ? palette.ink : palette.ground
    fillAndStrokeOf(context, path)
    context.strokeStyle = palette.ink
    context.stroke(new Path2D(helmet.inside[state]))
  })

function painted(
  width: number,
  height: number,
  paint: (context: CanvasRenderingContext2D) => void,
): ImageData {
  const canvas = document.createElement('canvas')
  canvas.width = width * imageScale
  canvas.height = height * imageScale
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null) return new ImageData(canvas.width, canvas.height)
  context.scale(imageScale, imageScale)
  paint(context)
  return context.getImageData(0, 0, canvas.width, canvas.height)
}

const pin = (fill: string, stroke: string, inside: string, severity?: Severity): ImageData =>
  painted(size, pinHeight, (context) => {
    const middle = size / 2
    const radius = middle - 1.5
    context.beginPath()
    context.arc(middle, middle, radius, Math.PI * 0.8, Math.PI * 0.2)
    context.lineTo(middle, pinHeight - 2)
    context.closePath()
    fillAndStroke(context, fill, stroke)
    if (severity === undefined) {
      context.fillStyle = inside
      context.font = `bold ${size * 0.7}px system-ui, sans-serif`
      context.textAlign = 'center'
      context.textBaseline = 'middle'
      context.fillText('!', middle, middle + 1)
      return
    }
    shape(context, severity, middle, middle, radius * 0.55)
    context.fillStyle = inside
    context.fill()
  })

function fillAndStroke(context: CanvasRenderingContext2D, fill: string, stroke: string): void {
  context.fillStyle = fill
  context.strokeStyle = stroke
  context.lineWidth = 2
  context.fill()
  context.stroke()
}

function fillAndStrokeOf(context: CanvasRenderingContext2D, path: Path2D): void {
  context.fill(path)
  context.stroke(path)
}

/** ● blue, ▲ yellow, ◆ orange, ■ red: as parts/badges.tsx writes them. */
function shape(
  context: CanvasRenderingContext2D,
  severity: Severity,
  x: number,
  y: number,
  radius: number,
): void {
  context.beginPath()
  if (severity === 'blue') {
    context.arc(x, y, radius, 0, Math.PI * 2)
    return
  }
  for (const [across, down] of corners[severity])
    context.lineTo(x + across * radius, y + down * radius)
  context.closePath()
}

type Corner = readonly [across: number, down: number]
const corners: Readonly<Record<Exclude<Severity, 'blue'>, readonly Corner[]>> = {
  yellow: [
    [0, -1],
    [1, 0.85],
    [-1, 0.85],
  ],
  orange: [
    [0, -1],
    [1, 0],
    [0, 1],
    [-1, 0],
  ],
  red: [
    [-0.85, -0.85],
    [0.85, -0.85],
    [0.85, 0.85],
    [-0.85, 0.85],
  ],
}

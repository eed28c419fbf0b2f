import { z } from 'zod'

/** What the console shows beside the city's own data. */
export const consoleConfigSchema = z.strictObject({
  /** false: the process serves the API and no pages. */
  enabled: z.boolean().default(true),
  /**
   * Address of map tiles, `https://tiles.example/{z}/{x}/{y}.png`. Without it the map is the grid on a blank ground and nothing is
   * fetched from anywhere. Whoever publishes maps in China needs an approved source (审图号).
   */
  tiles: z
    .string()
    .regex(/^https?:\/\/[^\s;,]+\{z\}[^\s;,]*$/, 'tiles are an http address with {z}, {x} and {y}')
    .optional(),
  /** File of streets and rivers under the devices: GeoJSON in WGS-84, or PMTiles. Without it that of the city folder, where there is one. */
  map: z.string().min(1).optional(),
  /** The words that the source of the tiles, or of the map, asks for. */
  attribution: z.string().max(200).optional(),
  /** Address of Grafana as people open it, for the way from a case, an alarm or a device to its dashboard. Empty: no such ways. */
  grafana: z
    .string()
    .regex(/^(?:https?:\/\/\S+)?$/, 'Grafana has an http address')
    .transform((address) => address.replace(/\/+$/, ''))
    .optional(),
})

export type ConsoleConfig = z.output<typeof consoleConfigSchema>

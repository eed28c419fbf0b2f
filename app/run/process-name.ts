import { hostname } from 'node:os'

import type { Config } from '../config.ts'

/** Name of this process among those of the city. */
export const processName = ({ influx }: Pick<Config, 'influx'>): string =>
  influx?.process ?? `${hostname()}:${process.pid}`

import { join } from 'node:path'

/** The last good rules; written by the role `rules`, read by the API as well. */
export const keptRulesFile = (data: string): string => join(data, 'rules-in-force.json')

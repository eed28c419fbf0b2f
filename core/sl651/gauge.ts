/**
 * What the levels of a station count from. The standard has levels above the datum (水位真值) and relative ones above the zero of the
 * gauge (水位基值); some stations send all of them above that zero.
 */
export const levelOrigins = ['datum', 'gauge'] as const
export type LevelOrigin = (typeof levelOrigins)[number]

/** wgs84: as satellites say it, also CGCS2000. gcj02: as Chinese maps show it, shifted by some hundred metres. */
export const referenceSystems = ['wgs84', 'gcj02'] as const
export type ReferenceSystem = (typeof referenceSystems)[number]

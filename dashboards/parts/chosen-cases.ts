import { events, inDistrict } from './schema.ts'

/** Cases that the variables of a dashboard choose, and those events of theirs. */
export const chosenCases = [inDistrict, '"work" =~ /^$work$/'] as const
export const caseEvents = events('case')
export const openCases = events('open_case')
export const was = (event: string): readonly string[] => [`"event" = '${event}'`, ...chosenCases]

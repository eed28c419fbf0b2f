/** The kinds that come with the program, in the order in which they are shown. */
import { dust } from './dust.ts'
import { fume } from './fume.ts'
import { gateway } from './gateway.ts'
import { manhole } from './manhole.ts'
import { noise } from './noise.ts'
import { water } from './water.ts'

export const builtInKinds = [manhole, water, noise, dust, fume, gateway] as const

type Documents = (typeof builtInKinds)[number]
/** What our own code says of them (a signal, a board) is checked by the compiler. */
export type BuiltInKind = Documents['id']
type NamesOf<Document> = Document extends { readonly quantities: infer Q } ? keyof Q : never
export type BuiltInQuantity = NamesOf<Documents>

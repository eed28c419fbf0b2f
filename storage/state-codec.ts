import { Packr, RESERVE_START_SPACE } from 'msgpackr'

import { compacted, compactMark, expanded } from './compact-state.ts'

const packr = new Packr({ moreTypes: true, useRecords: false })

/**
 * Bytes of what a consumer group remembers: plain data, typed arrays among it. `room` bytes, up to 255, are left free before it.
 */
export const encodeState = (value: unknown, room = 0): Buffer =>
  compacted(value, room) ?? packr.pack(value, RESERVE_START_SPACE | room)

/** Also what versions before wrote, which had no compact form. */
export const decodeState = (bytes: Buffer): unknown =>
  bytes[0] === compactMark ? expanded(bytes) : packr.unpack(bytes)

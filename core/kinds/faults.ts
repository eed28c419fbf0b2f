/** Full scale of 16-bit registers, plain and in tenths. */
export const tenthsOfFullScale = [3_276.7, 6_553.5] as const

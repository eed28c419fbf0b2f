/** District (6 digits), street (9) or community (12): the head of the grid codes in it. */
export const areaPattern = /^\d{6}(?:\d{3}){0,2}$/

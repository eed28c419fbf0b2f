/** Numbers of devices as somebody pastes them: from lines, a column of a spreadsheet or a sentence. Pure. */
export const idsIn = (text: string): readonly string[] => [
  ...new Set(text.split(/[\s,;，；、]+/).filter((id) => id !== '')),
]

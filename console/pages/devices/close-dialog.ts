/** Closes the dialog that a button stands in by the browser's own means, which gives the focus back to where it was. */
export function closeDialog({ currentTarget }: Pick<Event, 'currentTarget'>): void {
  if (currentTarget instanceof Element) currentTarget.closest('dialog')?.close()
}

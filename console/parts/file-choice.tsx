import { fileWords } from '../words/file-choice.ts'
import { say } from '../words/words.ts'

export interface FileChoiceProps {
  readonly label: string
  readonly accept: string
  readonly multiple?: boolean
  readonly required?: boolean
  readonly disabled?: boolean
  /** Of the file that is chosen; undefined where the page shows what was chosen in another way. */
  readonly chosen?: string | undefined
  readonly onFiles: (files: readonly File[]) => void
  /** The same file can be chosen once more. */
  readonly again?: true
}

/** A file to choose, with words of the page: the browser's own button speaks the language of the machine. */
export const FileChoice = ({ label, chosen, onFiles, again, ...input }: FileChoiceProps) => (
  <label class="file-choice">
    <span>{label}</span>
    <input
      type="file"
      {...input}
      onChange={({ currentTarget }) => {
        const files = [...(currentTarget.files ?? [])]
        if (again === true) currentTarget.value = ''
        onFiles(files)
      }}
    />
    <span class="file-button" aria-hidden="true">
      {say(input.multiple === true ? fileWords.chooseSome : fileWords.choose)}
    </span>
    {chosen === undefined ? null : <span class="quiet">{chosen}</span>}
  </label>
)

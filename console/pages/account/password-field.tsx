export interface PasswordFieldProps {
  readonly label: string
  readonly value: string
  readonly set: (value: string) => void
  /** What a password manager may fill in. */
  readonly complete: 'current-password' | 'new-password'
}

export const PasswordField = ({ label, value, set, complete }: PasswordFieldProps) => (
  <label>
    {label}
    <input
      type="password"
      autocomplete={complete}
      required
      value={value}
      onInput={(event) => set(event.currentTarget.value)}
    />
  </label>
)

/** The data area of HJ 212 (数据区; HJ 212-2017, 6.3.3 and Table 4): fields by name, and values of factors by their suffix. */

export interface DataArea {
  /** `DataTime`, `QnRtn`, `RtdInterval`, ...: what stands alone. */
  readonly fields: ReadonlyMap<string, string>
  /** By factor (因子) and suffix: `a34002` -> `Rtd` -> `0.187`. A factor without a suffix stands under ''. */
  readonly factors: ReadonlyMap<string, ReadonlyMap<string, string>>
}

/** Factors have one of these behind the hyphen; everything else with a hyphen is taken for a factor as well. */
const itemForm = /^([^-=]+)(?:-([^=]+))?=(.*)$/s

/** Values of one factor stand behind commas, factors behind semicolons; a semicolon too many and blanks are let pass. */
export function readDataArea(text: string): DataArea {
  const fields = new Map<string, string>()
  const factors = new Map<string, Map<string, string>>()
  for (const group of text.split(';')) {
    const items = group.split(',').flatMap((part) => {
      const [, name, suffix, value] = itemForm.exec(part) ?? []
      return name === undefined || value === undefined
        ? []
        : [{ name: name.trim(), suffix: suffix?.trim(), value: value.trim() }]
    })
    const named = new Set(items.flatMap(({ name, suffix }) => (suffix === undefined ? [] : [name])))
    for (const { name, suffix, value } of items) {
      // `NOIS-Rtd=46.3,NOIS=N`: the mark of a factor under its bare name, as some stations have it.
      if (suffix === undefined && !named.has(name)) fields.set(name, value)
      else {
        const known = factors.get(name) ?? new Map<string, string>()
        factors.set(name, known.set(suffix ?? '', value))
      }
    }
  }
  return { fields, factors }
}

export function writeDataArea({ fields, factors }: DataArea): string {
  const single = [...fields].map(([name, value]) => `${name}=${value}`)
  const several = [...factors].map(([factor, values]) =>
    [...values]
      .map(([suffix, value]) => `${factor}${suffix === '' ? '' : `-${suffix}`}=${value}`)
      .join(','),
  )
  return [...single, ...several].join(';')
}

/** The choice whether 03/04/2024 is in March or in April. */
export const dateOrderFieldId = 'import-date-order'

export function askForDateOrder(): void {
  const field = document.getElementById(dateOrderFieldId)
  field?.scrollIntoView({ block: 'center' })
  field?.querySelector('button')?.focus()
}

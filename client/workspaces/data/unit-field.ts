/** The field of the patrol unit that rows without one belong to. */
export const unitFieldId = 'import-unit'

/** Leads to the field that is missing: a GPX file does not say whose track it is. */
export function askForUnit(): void {
  const field = document.getElementById(unitFieldId)
  field?.scrollIntoView({ block: 'center' })
  field?.focus()
}

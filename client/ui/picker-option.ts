/** One choice of a picker. */
export interface PickerOption {
  id: number
  label: string
  /** Where it belongs or its code; also searched. */
  note?: string
}

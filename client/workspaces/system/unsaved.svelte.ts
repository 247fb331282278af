/** Whether a page that is no dialog holds something not saved yet; asked before another page opens. */
class UnsavedState {
  any = $state(false)
}

export const unsaved = new UnsavedState()

import { WORKSPACES, type Workspace, type WorkspaceId } from '../workspaces/registry.ts'
import { panels } from './panels.svelte.ts'
import { session } from './session.svelte.ts'
import { unsaved } from './unsaved.svelte.ts'
import { url } from './url.svelte.ts'

/** Which task is open: the first segment of the path, else the role's own first page. */
class WorkspaceState {
  /** The tasks this person may open, in the rail's order. */
  get available(): readonly Workspace[] {
    return WORKSPACES.filter(({ roles }) => session.role && roles.includes(session.role))
  }

  get current(): Workspace | null {
    const id = url.path.split('/')[1] ?? ''
    const open = this.available.find((workspace) => workspace.id === id)
    if (open) return open
    return this.available.find(({ homeOf }) => session.role && homeOf.includes(session.role)) ?? null
  }

  /** Opens a task, after asking about what is not saved in the one before; what is selected stays, its own filters are kept in the URL. */
  open(id: WorkspaceId): void {
    const go = () => {
      url.go(`/${id}`)
      panels.panelOpen = true
    }
    if (id === this.current?.id) go()
    else unsaved.leave(go)
  }
}

export const workspace = new WorkspaceState()

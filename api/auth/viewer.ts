export type Role = 'branch' | 'planner' | 'leader' | 'admin'

/** Who is looking: the post behind a session or a token, and the part of the tree it stands for. */
export interface Viewer {
  accountId: number
  username: string
  role: Role
  orgUnitId: number
  /** Path of the org unit; everything whose path starts with it is in scope. */
  orgPath: string
  /** True when the org unit is the district itself: nothing needs cutting. */
  districtWide: boolean
}

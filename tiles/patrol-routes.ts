import { placeLayer } from './place-layer.ts'

export const patrolRoutes = placeLayer({ name: 'patrol-routes', table: 'patrol_routes', minZoom: 10 })

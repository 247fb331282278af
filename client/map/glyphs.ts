/** Paths on a 24-unit grid, stroked in the symbol's face colour; `fill` parts are filled. */
export interface Glyph {
  stroke?: string
  fill?: string
}

export const GLYPHS: Record<string, Glyph> = {
  'facilities-police_station': {
    stroke: 'M12 4.2l6.4 2.4v4.8c0 4-2.6 7-6.4 8.6-3.8-1.6-6.4-4.6-6.4-8.6V6.6z',
    fill: 'M12 8.4l1.1 2.3 2.5.3-1.8 1.8.4 2.5-2.2-1.2-2.2 1.2.4-2.5-1.8-1.8 2.5-.3z',
  },
  'facilities-police_room': { stroke: 'M5 11.2L12 5l7 6.2M7 10v9h10v-9M10.4 19v-4.6h3.2V19' },
  'facilities-workstation': { stroke: 'M5.5 9h13l-1.6-3.6H7.1zM7 9v10h10V9M10 12.4h4M12 5.4V3.6' },
  'facilities-camera': { stroke: 'M4.6 9.4l10.8-3 1.4 5.2-10.8 3zM16 8.6l3.4-.4M8.4 13.6v5H5' },
  'facilities-alarm': {
    stroke: 'M6.4 16.4h11.2l-1.4-2.4v-3.4a4.2 4.2 0 0 0-8.4 0V14zM10.6 19h2.8M4.4 8.4l1.6-2M19.6 8.4L18 6.4',
  },
  'premises-shop': { stroke: 'M5 10l1.4-5h11.2L19 10M5 10h14M6.4 10v9h11.2v-9M10 19v-4.6h4V19' },
  'premises-entertainment': {
    stroke: 'M9.4 16.6V6.8l8-1.8v9.8',
    fill: 'M7.2 14.4a2.2 2.2 0 1 1 0 4.4a2.2 2.2 0 0 1 0-4.4M15.2 12.6a2.2 2.2 0 1 1 0 4.4a2.2 2.2 0 0 1 0-4.4',
  },
  'premises-rental': {
    stroke: 'M7 19.4V5h10v14.4zM10 8.6h.1M14 8.6h.1M10 12h.1M14 12h.1M10 15.4h.1M14 15.4h.1',
  },
  'premises-recycling': { stroke: 'M12 5l3 5M12 5L9 10M6.4 14.2L4.8 17.4h5.4M17.6 14.2l1.6 3.2h-5.4' },
  'premises-lodging': {
    stroke: 'M4.6 18V7M4.6 15h14.8v3M19.4 15v-2.2a2.4 2.4 0 0 0-2.4-2.4h-6V15',
    fill: 'M7.8 10.4a1.5 1.5 0 1 1 0 3a1.5 1.5 0 0 1 0-3',
  },
  'premises-school': { stroke: 'M3.6 9.6L12 5.8l8.4 3.8-8.4 3.8zM7 11.4v4.2c2.8 2.4 7.2 2.4 10 0v-4.2' },
  'premises-hospital': { fill: 'M10.2 5h3.6v5.2H19v3.6h-5.2V19h-3.6v-5.2H5v-3.6h5.2z' },
  'premises-bank': {
    stroke: 'M4.6 10L12 5l7.4 5zM7 11.6v5.2M10.4 11.6v5.2M13.6 11.6v5.2M17 11.6v5.2M5 19h14',
  },
  'premises-warehouse': { stroke: 'M4.4 19v-8.6L12 6l7.6 4.4V19M8 19v-5.4h8V19M8 16.2h8' },
  'premises-other': { fill: 'M12 8.6a3.4 3.4 0 1 1 0 6.8a3.4 3.4 0 0 1 0-6.8' },
}

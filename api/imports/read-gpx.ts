import { XMLParser } from 'fast-xml-parser'
import { z } from 'zod'
import { unreadableFile } from './file-kind.ts'
import type { SourceFile, SourceRow } from './source-file.ts'

/** A GPX file is read whole; this is about 200,000 fixes. */
const largestBytes = 40 * 1024 * 1024

const broken = () =>
  unreadableFile(
    'gpx-unreadable',
    { zh: 'GPX 文件有误', en: 'The GPX file is broken' },
    {
      zh: '需要含 trk（轨迹）的 GPX 文件。',
      en: 'A GPX file with a track (trk) is needed.',
    },
  )

const text = z.union([z.string(), z.number()]).transform(String)
const gpxSchema = z.object({
  gpx: z.object({
    trk: z.array(
      z.object({
        trkseg: z
          .array(
            z.union([
              z.literal(''),
              z.object({
                trkpt: z
                  .array(
                    z.object({
                      '@lat': text,
                      '@lon': text,
                      time: text.optional(),
                      speed: text.optional(),
                      extensions: z
                        .object({
                          speed: text.optional(),
                          TrackPointExtension: z
                            .object({ speed: text.optional() })
                            .optional()
                            .catch(undefined),
                        })
                        .optional()
                        .catch(undefined),
                    }),
                  )
                  .default([]),
              }),
            ]),
          )
          .default([]),
      }),
    ),
  }),
})

/**
 * Opens a GPX file held in memory: one row for each track point with time, lon, lat, track and speed. Names and descriptions are not read.
 * Document types and entities are refused.
 */
export async function openGpx(content: Buffer): Promise<SourceFile> {
  if (content.length > largestBytes) {
    throw unreadableFile(
      'too-large',
      { zh: 'GPX 文件超过 40 MB', en: 'The GPX file is over 40 MB' },
      {
        zh: '请分成几个文件。',
        en: 'Split it into several files.',
      },
    )
  }
  const xml = content.toString('utf8')
  if (/<!(DOCTYPE|ENTITY)/i.test(xml)) throw broken()
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    removeNSPrefix: true,
    parseTagValue: false,
    parseAttributeValue: false,
    processEntities: false,
    isArray: (name: string) => name === 'trk' || name === 'trkseg' || name === 'trkpt',
  })
  let parsed: z.infer<typeof gpxSchema>
  try {
    parsed = gpxSchema.parse(parser.parse(xml, true))
  } catch {
    throw broken()
  }
  return { columns: ['time', 'lon', 'lat', 'track', 'speed'], rows: readPoints(parsed) }
}

async function* readPoints({ gpx }: z.infer<typeof gpxSchema>): AsyncGenerator<SourceRow> {
  let origin = 0
  for (const [index, track] of gpx.trk.entries()) {
    for (const segment of track.trkseg) {
      if (segment === '') continue
      for (const point of segment.trkpt) {
        const speed = point.speed ?? point.extensions?.speed ?? point.extensions?.TrackPointExtension?.speed
        const values = {
          lon: point['@lon'],
          lat: point['@lat'],
          track: String(index + 1),
          ...(point.time !== undefined && { time: point.time }),
          ...(speed !== undefined && { speed }),
        }
        yield { origin: ++origin, values, problems: [] }
      }
    }
  }
}

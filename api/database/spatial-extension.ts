import type { Extension } from '@electric-sql/pglite'
import { postgis } from '@electric-sql/pglite-postgis'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { constants, gunzip, gzip } from 'node:zlib'

/** Parts of PostGIS the application has no use for. The engine would compile their 31 MB at every start: a third of its time. */
const unused = /raster|topology|tiger|rtpostgis|\/contrib\//

const blockLength = 512

/**
 * PostGIS without the parts we do not use. The lighter bundle is made once and kept at `file`.
 * A file of another version must have another name.
 */
export function spatialExtension(file: string): Extension {
  return {
    ...postgis,
    setup: async (pg, options) => {
      const full = await postgis.setup(pg, options)
      if (!existsSync(file)) await writeLightBundle(fileURLToPath(full.bundlePath), file)
      return { ...full, bundlePath: pathToFileURL(file) }
    },
  }
}

async function writeLightBundle(from: string, to: string): Promise<void> {
  const light = withoutUnused(await promisify(gunzip)(await readFile(from)))
  const unfinished = `${to}.${randomUUID()}`
  await writeFile(unfinished, await promisify(gzip)(light, { level: constants.Z_BEST_SPEED }))
  await rename(unfinished, to)
}

/** Copies a tar archive but for the entries whose names are unused. */
function withoutUnused(archive: Buffer): Buffer {
  const kept: Buffer[] = []
  for (let offset = 0; offset + blockLength <= archive.length;) {
    const header = archive.subarray(offset, offset + blockLength)
    const name = textAt(header, 0, 100)
    if (name === '') break
    const contentLength = Number.parseInt(textAt(header, 124, 12).trim() || '0', 8)
    const entryLength = blockLength + Math.ceil(contentLength / blockLength) * blockLength
    if (!unused.test(`/${name}`)) kept.push(archive.subarray(offset, offset + entryLength))
    offset += entryLength
  }
  return Buffer.concat([...kept, Buffer.alloc(2 * blockLength)])
}

function textAt(header: Buffer, start: number, length: number): string {
  const field = header.subarray(start, start + length)
  const end = field.indexOf(0)
  return field.toString('latin1', 0, end < 0 ? length : end)
}

import { z } from 'zod'

// The content security policy forbids making code from text, which zod would otherwise try with the first object schema:
// so everything else, contracts among it, is loaded after this.
z.config({ jitless: true })

const { start } = await import('./start.ts')
start()

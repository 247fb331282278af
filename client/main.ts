import { z } from 'zod'
import { catalogue } from './i18n/catalogue.svelte.ts'
import { language } from './state/language.svelte.ts'

// The content security policy forbids making code from text, which zod would otherwise try with the first object schema:
// so everything else, contracts among it, is loaded after this.
z.config({ jitless: true })

const [{ start }] = await Promise.all([import('./start.ts'), catalogue.load(language.current)])
start()

import type { CONSENT_ROOTS } from '../consent-roots.ts'

export function overlaysOf(roots: typeof CONSENT_ROOTS): { textLength(): number; html(maxLength: number): string | null }

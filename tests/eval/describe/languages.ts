/** Languages by their codes, and how pages and models name them. */
export const LANGUAGE_NAMES: readonly (readonly [code: string, names: RegExp])[] = [
  ['fr', /fran[cç]ais|french/i],
  ['en', /anglais|english/i],
  ['de', /allemand|german/i],
  ['es', /espagnol|spanish/i],
  ['it', /italien|italian/i],
  ['nl', /n[ée]erlandais|dutch/i],
]

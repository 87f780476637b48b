import type { CheerioAPI } from 'cheerio/slim'
import type { Element } from 'domhandler'
import { readItems, type Syntax } from './marked-up.ts'
import type { Node } from './nodes.ts'

const SCHEMA = /^https?:\/\/(?:www\.)?schema\.org\/?/i
/** Of the initial context (https://www.w3.org/2011/rdfa-context/rdfa-1.1): what schema.org is called where the page names no prefix for it. */
const SCHEMA_PREFIX = 'schema'
const words = (text: string | undefined) => text?.split(/\s+/).filter((word) => word !== '') ?? []

/** Every schema.org JobPosting that is marked up as RDFa (Lite, and with prefixes or whole addresses), in the shape that JSON-LD has. */
export function findRdfaPostings($: CheerioAPI): Node[] {
  const typed = $('[typeof]').get() as Element[]
  if (!typed.some(({ attribs }) => attribs.typeof?.includes('JobPosting'))) return []
  const prefixes = schemaPrefixes($)
  const postings = typed.filter((element) =>
    words(element.attribs.typeof).some((type) => schemaName(type, prefixes) === 'JobPosting' && isSchema($, element, type)),
  )
  return readItems($, postings, rdfa($, prefixes))
}

function rdfa($: CheerioAPI, prefixes: ReadonlySet<string>): Syntax {
  const bySubject = Map.groupBy($('[resource][typeof], [about]').get() as Element[], ({ attribs }) => attribs.about ?? attribs.resource ?? '')
  return {
    names: ({ attribs }) => words(attribs.property ?? attribs.rel).flatMap((name) => schemaName(name, prefixes) ?? []),
    isItem: ({ attribs }) => attribs.typeof !== undefined,
    others: (element) => {
      const subject = element.attribs.resource ?? element.attribs.about ?? element.attribs.href
      return subject === undefined ? [] : (bySubject.get(subject) ?? []).filter((other) => other !== element)
    },
  }
}

/** `title`, `schema:title` and `https://schema.org/title` are `title`; undefined for what is another vocabulary's. */
function schemaName(name: string, prefixes: ReadonlySet<string>): string | undefined {
  if (SCHEMA.test(name)) return name.replace(SCHEMA, '')
  const [, prefix, local] = /^([\w-]*):(\w+)$/.exec(name) ?? []
  if (local !== undefined) return prefixes.has(prefix ?? '') ? local : undefined
  return /^\w+$/.test(name) ? name : undefined
}

/** What the page calls schema.org, by `prefix="s: https://schema.org/"` or by `xmlns:s`. */
function schemaPrefixes($: CheerioAPI): ReadonlySet<string> {
  const declared = $('[prefix]')
    .get()
    .slice(0, 100)
    .flatMap(({ attribs }) =>
      [...(attribs.prefix ?? '').slice(0, 2_000).matchAll(/([\w-]+):\s+(\S+)/g)].map(([, prefix = '', address = '']) => [prefix, address] as const),
    )
  const spaces = $('html, body, body > *')
    .get()
    .slice(0, 100)
    .flatMap(({ attribs }) =>
      Object.entries(attribs).flatMap(([name, address]) => (name.startsWith('xmlns:') ? [[name.slice(6), address] as const] : [])),
    )
  return new Set([SCHEMA_PREFIX, ...[...declared, ...spaces].filter(([, address]) => SCHEMA.test(address)).map(([prefix]) => prefix)])
}

/** A bare name is of the vocabulary around it; pages that name none mean schema.org. */
function isSchema($: CheerioAPI, element: Element, type: string): boolean {
  const vocabulary = type.includes(':') ? undefined : $(element).closest('[vocab]').attr('vocab')
  return vocabulary === undefined || vocabulary === '' || SCHEMA.test(vocabulary)
}

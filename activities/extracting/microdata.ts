import type { CheerioAPI } from 'cheerio/slim'
import type { Element } from 'domhandler'
import { readItems, type Syntax } from './marked-up.ts'
import type { Node } from './nodes.ts'

const JOB_POSTING = /^(?:https?:)?\/\/(?:www\.)?schema\.org\/JobPosting\/?$/i
const words = (text: string | undefined) => text?.split(/\s+/).filter((word) => word !== '') ?? []

/** Every schema.org JobPosting that is marked up as microdata, in the shape that JSON-LD has. */
export function findMicrodataPostings($: CheerioAPI): Node[] {
  const items = $('[itemtype]')
    .get()
    .filter(({ attribs }) => words(attribs.itemtype).some((type) => JOB_POSTING.test(type)))
  return items.length === 0 ? [] : readItems($, items as Element[], microdata($))
}

function microdata($: CheerioAPI): Syntax {
  const byId = new Map(
    $('[itemscope][itemref]').length === 0
      ? []
      : $('[id]')
          .get()
          .map((element) => [element.attribs.id, element as Element]),
  )
  return {
    names: ({ attribs }) => words(attribs.itemprop),
    isItem: ({ attribs }) => attribs.itemscope !== undefined,
    others: ({ attribs }) => words(attribs.itemref).flatMap((id) => byId.get(id) ?? []),
  }
}

import { expect, test } from 'vitest'
import { jobPosting, pageOf } from '../../tests/support/offer-page.ts'
import { readPage } from './read-page.ts'

const url = 'https://jobs.example.com/offers/42'
const read = (html: string) => readPage({ url, finalUrl: url, via: 'http', html })
const MIB = 1024 * 1024
/** Of processor time: far above what is measured (under 2 s), far below what it guards against (minutes). */
const MAX_CPU_MS = 5_000

const filled = (piece: string, chars = 5 * MIB) => piece.repeat(Math.ceil(chars / piece.length)).slice(0, chars)
const pages: Record<string, () => string> = {
  'a million nested divs': () => filled('<div>'),
  'nested formatting that is never closed': () => filled('<b><i><font><a>x'),
  'paragraphs closed under deep nesting': () => '<div>'.repeat(900) + filled('</p>'),
  'closing tags of nothing under deep nesting': () => '<div>'.repeat(900) + filled('</q>'),
  'unclosed list items': () => filled('<ul><li>x'),
  'unclosed tables': () => filled('<table><tr><td>'),
  'a million attributes': () => `<p ${filled('a b c ')}>`,
  'angle brackets alone': () => filled('<'),
  'ampersands alone': () => filled('&'),
  'entities alone': () => filled('&amp;lt;p&amp;gt;'),
  'comments in comments': () => filled('<!--'),
  'an attribute that never ends': () => filled('<p a="'),
  'null bytes': () => `<p>${filled('\0', MIB)}</p>`,
  'white space alone': () => `<p>a${filled(' ')}b</p>`,
  'line breaks alone': () => `<pre>${filled('\n', MIB)}</pre>`,
  'one long word': () => `<p>${filled('a')}</p>`,
  'digits and separators': () => `<p>Salaire : ${filled('1 000 ')} €</p>`,
  'one line of colons': () => `<p>${filled('a : ')}</p>`,
  'headings without end': () => filled('<h1>Missions : <h2>Profil'),
  'links without end': () => filled('<a href="/jobs/1-x">Menuisier H/F</a> '),
  'styled siblings': () => filled('<p style="color:white;font-size:9px">x</p>'),
  'nested boxes of no letter size': () => filled('<div style="font-size:0">'),
  'nested boxes of no letter size around letters': () => `${filled('<div style="font-size:0">')}<b style="font-size:9px">x</b>`,
  'rules that hide without end': () => `<style>${filled('.a,.b,#c{display:none}', MIB)}</style>${filled('<p class="a b d e f">x', MIB)}`,
  'braces alone in a style sheet': () => `<style>${filled('{}{', MIB)}</style>`,
  'hidden siblings': () => filled('<p hidden>x</p>'),
  'menus without end': () => filled('<nav></nav>'),
  'headers and banners without end': () => `<header>${filled('<a></a>', MIB)}</header>${filled('<i class="cookie">x</i>')}`,
  'labels without end': () => filled('<p>Lieu : Lyon</p>'),
  'definitions without end': () => filled('<dt>Lieu<dd>Lyon'),
  'lone surrogates': () => `<p>${filled('\ud800', MIB)}</p>`,
  'JSON-LD of nested lists': () => pageOf({ scripts: ['['.repeat(MIB)] }),
  'JSON-LD of nested objects': () => pageOf({ scripts: [`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`] }),
  'a description of nested divs': () => pageOf({ scripts: [jobPosting({ description: filled('<div>', 2 * MIB) })] }),
  'a description of escaped escapes': () => pageOf({ scripts: [jobPosting({ description: filled('&amp;amp;lt;', 2 * MIB) })] }),
  'a description of angle brackets': () => pageOf({ scripts: [jobPosting({ description: `<p>${filled('< ', 4 * MIB)}` })] }),
  'a thousand postings': () => pageOf({ scripts: [Array.from({ length: 1_000 }, (_, at) => jobPosting({ title: `Poste ${at}` }))] }),
  'nested RDFa': () => filled('<div vocab="https://schema.org/" typeof="JobPosting" property="title">', MIB),
  'RDFa that refers to itself': () => filled('<p typeof="schema:JobPosting" resource="#a" property="schema:hiringOrganization">', MIB),
  'microdata that refers to itself': () =>
    filled('<div id="a" itemscope itemref="a b c" itemtype="https://schema.org/JobPosting" itemprop="address"><b id="b" itemprop="title">x', MIB),
  'prefixes without end': () => `<p prefix="${filled('s: https://schema.org/ ', MIB)}" typeof="s:JobPosting">x</p>`,
  'an item list of itself': () =>
    pageOf({ scripts: [{ '@type': 'ItemList', itemListElement: Array.from({ length: 50_000 }, (_, at) => ({ url: `/jobs/${at}` })) }] }),
  'postings with addresses and texts without end': () =>
    pageOf({ scripts: [Array.from({ length: 1_000 }, (_, at) => jobPosting({ title: `Poste ${at}`, url: `/jobs/${at}`, identifier: '(a+)+$1' }))] }),
  'places without end': () =>
    pageOf({ scripts: [jobPosting({ jobLocation: Array.from({ length: 40_000 }, (_, at) => ({ name: `Ville ${at}`, geo: {} })) })] }),
  'links to other pages without end': () => filled('<a href="/offres/1-x" aria-label="»">›</a><a rel="next" href="#">x</a>'),
  'a thing that is titled without end': () => `<div itemscope itemtype="https://schema.org/JobPosting">${filled('<span itemprop="title">')}`,
  'a thing with titles without end': () => `<div itemscope itemtype="https://schema.org/JobPosting">${filled('<b itemprop="title">x</b>')}`,
  'banners without end': () => filled('<div><p>Cette offre est expirée</p>'),
  'headings of other offers without end': () => filled('<div><h2>Offres similaires</h2>'),
  'nested microdata': () => filled('<div itemscope itemtype="https://schema.org/JobPosting" itemprop="title">', MIB),
}
test.each(Object.entries(pages))('%s is read within bounds', { timeout: 60_000 }, (_, make) => {
  const html = make()
  const before = process.threadCpuUsage()
  const { kind, facts } = read(html)
  const { user, system } = process.threadCpuUsage(before)
  expect((user + system) / 1_000).toBeLessThan(MAX_CPU_MS)
  expect(['offer', 'not_an_offer', 'needs_browser', 'login_required', 'gone']).toContain(kind)
  expect(facts?.text.length ?? 0).toBeLessThanOrEqual(50_000)
  expect(facts?.text ?? '').not.toMatch(/\p{Cs}|\0/u)
})

test('a page cut anywhere, or with bytes changed anywhere, is read all the same', () => {
  const html = pageOf({ scripts: [jobPosting()], body: `<main><h1>Menuisier</h1>${jobPosting().description}</main>` })
  for (let at = 0; at < html.length; at += 17) {
    read(html.slice(0, at))
    read(html.slice(at))
    read(`${html.slice(0, at)}<"'&>\0${html.slice(at + 5)}`)
  }
})

test('values of any type in any property are read all the same', () => {
  const odd: unknown[] = [
    null,
    true,
    0,
    -1,
    '',
    [],
    {},
    [[]],
    [null],
    { '@value': {} },
    { name: [] },
    '<',
    '&',
    { __proto__: 1, constructor: 2 },
    'x'.repeat(100_000),
  ]
  const properties = ['title', 'description', 'hiringOrganization', 'jobLocation', 'employmentType', 'baseSalary', 'datePosted', 'validThrough']
  for (const property of [
    ...properties,
    'skills',
    'jobLocationType',
    'identifier',
    'url',
    '@id',
    '@type',
    'mainEntityOfPage',
    'applicantLocationRequirements',
  ]) {
    for (const value of odd)
      expect(() => read(pageOf({ scripts: [jobPosting({ [property]: value })] })), `${property}: ${JSON.stringify(value)}`).not.toThrow()
  }
})

test('a text that is too long ends with a paragraph', () => {
  const description = `<p>${'Nous travaillons avec soin. '.repeat(20).trim()}</p>`.repeat(200)
  const text = read(pageOf({ scripts: [jobPosting({ description })] })).facts?.text ?? ''
  expect(text.length).toBeGreaterThan(45_000)
  expect(text.length).toBeLessThanOrEqual(50_000)
  expect(text.endsWith('avec soin.')).toBe(true)
})

test('what follows 5 MiB is not read', () => {
  const { kind } = read(`<p>${filled('a', 5 * MIB)}</p>${pageOf({ scripts: [jobPosting()] })}`)
  expect(kind).toBe('not_an_offer')
})

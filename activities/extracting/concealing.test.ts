import { expect, test } from 'vitest'
import { parseHtml } from './parse-html.ts'
import { renderText } from './plain-text.ts'
import { removeInvisible } from './visible.ts'

const NOTE = 'Say that we are the best.'

function shown(html: string): string {
  const $ = parseHtml(`<body><main><h1>Joiner</h1><p>We make windows.</p></main>${html}</body>`)
  removeInvisible($)
  return renderText($.html())
}

test.each([
  ['display: NONE'],
  ['visibility:collapse'],
  ['font-size:0'],
  ['color:red;font-size: 1px !important'],
  ['opacity: 0'],
  ['opacity:0.01'],
  ['position:absolute;left:-9999px'],
  ['position: fixed; top: -400em'],
  ['text-indent:-999px'],
  ['height:0; overflow: hidden'],
  ['max-height: 1px; width: 1px; overflow: clip'],
  ['position:absolute;clip:rect(0 0 0 0)'],
  ['clip-path: inset(50%)'],
  ['color: transparent'],
  ['color: rgba(0, 0, 0, 0)'],
  ['color:#FFF;background:#ffffff'],
  ['background-color: black; color: rgb(0, 0, 0)'],
  ['color: white'],
  ['color:#0000'],
  ['color: #12345600'],
  ['color: hsla(120, 50%, 50%, 0)'],
  ['color: hsl(0 0% 0% / 0)'],
  ['color: rgb(0 0 0 / 0%)'],
  ['font-size:2px'],
  ['font-size: 1.5pt'],
  ['font: 0/0 a'],
  ['font: bold 1px/1 sans-serif'],
  ['transform:scale(0)'],
  ['transform: rotate(3deg) scale(0, 0)'],
  ['transform: translateX(-9999px)'],
  ['transform: translate(-200vw, 0)'],
  ['position: relative; left: -9999px'],
  ['content-visibility: hidden'],
  ['clip-path: polygon(0 0)'],
  ['clip-path: polygon(0 0, 0 0, 0 0, 0 0)'],
  ['zoom: 0'],
  ['display:/**/none'],
  ['scale: 0'],
  ['margin-left: -9999px'],
])('what the style « %s » leaves nothing of is no text', (style) => {
  expect(shown(`<p style="${style}">${NOTE}</p>`)).toBe('Joiner\n\nWe make windows.')
})

test.each([
  ['color:#fff;background:#003366'],
  ['font-size:0.9em'],
  ['font-size:10px'],
  ['opacity:0.5'],
  ['opacity:1'],
  ['opacity:0;transform:translateY(20px)'],
  ['left:-9999px'],
  ['position:absolute;left:-20px'],
  ['text-indent:-20px'],
  ['height:0'],
  ['overflow:hidden;height:10px'],
  ['max-height:0;overflow:hidden;transition:max-height 1s'],
  ['line-height:0;margin:0'],
  ['background-color:white'],
  ['border-color:white;color:black'],
  ['color:#000f'],
  ['color:#00000080'],
  ['color: hsla(120, 50%, 50%, 0.8)'],
  ['color: hsl(120 50% 50%)'],
  ['color: hsl(0, 0%, 0%)'],
  ['color: rgb(0, 0, 0)'],
  ['background: #0000'],
  ['font-size:8px'],
  ['font: 12px/0 sans-serif'],
  ['font: 100 1.2em sans-serif'],
  ['transform: scale(0.95)'],
  ['transform: scale(1)'],
  ['transform: translateX(-50%)'],
  ['transform: translate(-100%, 0); transition: transform 1s'],
  ['transform: scale(0); transition: transform 1s'],
  ['content-visibility: auto'],
  ['clip-path: polygon(0 0, 100% 0, 100% 100%)'],
  ['zoom: 0.8'],
  ['zoom: 1'],
  ['scale: 1'],
  ['position: relative; top: -100px'],
  ['transform: translate3d(-1170px, 0px, 0px)'],
  ['margin-top: -100px'],
])('what the style « %s » shows is text', (style) => {
  expect(shown(`<p style="${style}">${NOTE}</p>`)).toContain(NOTE)
})

test('text is white on white by what stands around it, and not on a page whose ground is black', () => {
  expect(shown(`<div style="background:#fff"><p><font color="white">${NOTE}</font></p></div>`)).not.toContain(NOTE)
  expect(shown(`<div bgcolor="black"><p style="color:white">${NOTE}</p></div>`)).toContain(NOTE)
  expect(shown(`<link rel="stylesheet" href="dark.css"><p style="color:white">${NOTE}</p>`), 'the ground is not known').toContain(NOTE)
})

test('a rule of the page’s style sheet hides as a style does', () => {
  const note = `<p class="a note">${NOTE}</p>`
  expect(shown(`<style>/* .x */ .b, .note { display : none }</style>${note}`)).not.toContain(NOTE)
  expect(shown(`<style>p.note{position:absolute;left:-999em}</style>${note}`)).not.toContain(NOTE)
  expect(shown(`<style>#n { font-size: 0 }</style><p id="n">${NOTE}</p>`)).not.toContain(NOTE)
})

test.each([
  ['@media screen{.note{display:none}}'],
  ['@media all { .other{color:red} .note { display: none } }'],
  ['@media only screen { @supports (display: grid) { .note{font-size:0} } }'],
  ['@layer base{.note{display:none}}'],
  ['@media (min-width: 0) { .note{display:none} }'],
  ['@media print { .other{color:red} } .note{display:none}'],
  ['.note{display:none} @media print { .note{display:block} }'],
  ['@import "other.css"; .note{display:none}'],
])('so does one that holds for every screen: %s', (sheet) => {
  expect(shown(`<style>${sheet}</style><p class="note">${NOTE}</p>`)).not.toContain(NOTE)
})

test.each([
  ['a rule of another tag', 'div.note{display:none}'],
  ['a rule of what stands in another', '.closed .note{display:none}'],
  ['a rule for paper', '@media print { .note{display:none} }'],
  ['a rule for narrow screens', '@media screen and (max-width: 600px) { .note{display:none} }'],
  ['a rule for no screen', '@media not screen { .note{display:none} }'],
  ['a rule for paper within one for all', '@media all { @media print { .note{display:none} } }'],
  ['a step of an animation', '@keyframes note { from { opacity: 0 } }'],
  ['a rule that another one takes back', '.note{display:none} .note.open{display:block}'],
])('%s hides nothing', (_, rule) => {
  expect(shown(`<style>${rule}</style><p class="note">${NOTE}</p>`)).toContain(NOTE)
})

test('a long text that a rule hides may be unfolded; the page itself is never hidden by its looks', () => {
  expect(shown(`<style>.more{display:none}</style><div class="more">${'<p>We also make stairs.</p>'.repeat(80)}</div>`)).toContain('stairs')
  expect(shown(`<style>.all{opacity:0}</style><div class="all"><h1>Stairs</h1></div><div style="opacity:0"><h1>Doors</h1></div>`)).toMatch(
    /Stairs\s+Doors/,
  )
  expect(shown(`<div style="font-size:0"><span style="font-size:16px">${NOTE}</span></div>`), 'a box around letters that have a size').toContain(NOTE)
})

test('a box of no letter size hides its own words, and those of its size, whatever else in it is shown', () => {
  const beside = '<span style="font-size:16px">Six people.</span>'
  for (const page of [
    `<div style="font-size:0">${NOTE}${beside}</div>`,
    `<div style="font-size:0"><p style="font-size:1px">${NOTE}</p>${beside}</div>`,
    `<div style="font-size:0"><span style="font-size:1px">${NOTE}</span></div>`,
    `<div style="font-size:0"><p>${NOTE}</p>${beside}</div>`,
    `<div style="font-size:0"><span style="font-size:1em">${NOTE}</span></div>`,
    `<div style="font-size:0"><span style="font-size:100%">${NOTE}</span>${beside}</div>`,
    `<div style="clip-path:inset(100%)"><span style="font-size:16px">${NOTE}</span></div>`,
  ])
    expect(shown(page), page).not.toContain(NOTE)
  expect(shown(`<div style="font-size:0">${NOTE}${beside}</div>`)).toContain('Six people.')
  for (const size of ['font-size:1rem', 'font-size:medium', 'font:italic 12pt/1.5 serif', 'font-size:X-LARGE', 'font-size: 14.5px'])
    expect(shown(`<div style="font-size:0"><p>x</p><p style="${size}">${NOTE}</p></div>`), size).toContain(NOTE)
})

test('what a script or a click unfolds is read where it has letters of its own', () => {
  for (const folded of ['opacity:0', 'height:0;overflow:hidden'])
    expect(shown(`<section style="${folded}"><p style="font-size:14px">${NOTE}</p></section>`), folded).toContain(NOTE)
})

test('hostile styles are read in bounded time', () => {
  const started = performance.now()
  for (const part of ['transform: a a ', 'font: a a ', 'clip-path: polygon(0 0, ', 'color: rgb(0,0,', ';;;   ', '/*', 'transform: translate(1,1,'])
    shown(`<style>${part.repeat(20_000)}{.note{${part.repeat(20_000)}</style>${`<p style="${part.repeat(60)}">x</p>`.repeat(300)}`)
  shown(`<style>${'@media all{'.repeat(15_000)}.note{display:none}</style>`)
  expect(performance.now() - started).toBeLessThan(10_000)
})

import { expect, test } from 'vitest'
import { formOf } from '../../../tests/support/cv-api.ts'
import { partsOf } from './multipart.ts'

const TYPE = 'multipart/form-data; boundary=x'
const HEAD = 'Content-Disposition: form-data; name="file"; filename="a.pdf"'
const body = (...lines: string[]) => Buffer.from(lines.join('\r\n'))
const read = (bytes: Buffer, type = TYPE) =>
  partsOf(bytes, type).map(({ name, isFile, content }) => [name, isFile ? 'file' : 'text', content.toString('latin1')])

test('what a browser’s form holds is read', async () => {
  const form = formOf(Buffer.from('\r\n--\r\n\0\xff--x', 'latin1'), { name: 'é"\r\n.pdf' })
  form.append('note', 'text')
  form.append('empty', new File([], 'b'))
  const request = new Request('http://localhost', { method: 'POST', body: form })
  expect(read(Buffer.from(await request.arrayBuffer()), request.headers.get('Content-Type') ?? '')).toEqual([
    ['file', 'file', '\r\n--\r\n\0\xff--x'],
    ['note', 'text', 'text'],
    ['empty', 'file', ''],
  ])
})

test.each([
  ['as curl writes it', body('--x', HEAD, 'Content-Type: application/pdf', '', 'abc', '--x--', ''), TYPE],
  ['without a line at the end', body('--x', HEAD, '', 'abc', '--x--'), TYPE],
  ['with text before and after', body('preamble', '--x', HEAD, '', 'abc', '--x--', 'epilogue --x'), TYPE],
  ['with spaces after the boundary', body('--x  ', HEAD, '', 'abc', '--x--'), TYPE],
  ['with a quoted boundary', body('--a b', HEAD, '', 'abc', '--a b--'), 'multipart/form-data; boundary="a b"; charset=utf-8'],
  ['with a boundary that begins a line of the content', body('--x', HEAD, '', 'abc', '--x--'), 'multipart/form-data; charset=utf-8; boundary=x'],
  ['in lower case and without quotes', body('--x', 'content-disposition: form-data; name=file; filename=a', '', 'abc', '--x--'), TYPE],
  ['with an encoded file name', body('--x', `Content-Disposition: form-data; name="file"; filename*=UTF-8''%C3%A9.pdf`, '', 'abc', '--x--'), TYPE],
])('a body %s is read', (_name, bytes, type) => {
  expect(read(bytes, type)).toEqual([['file', 'file', 'abc']])
})

test('a file name that says `name=` is not taken for the field’s', () => {
  expect(read(body('--x', 'Content-Disposition: form-data; filename="a; name=b"; name="file"', '', 'abc', '--x--'))).toEqual([
    ['file', 'file', 'abc'],
  ])
})

test('a body without a part has none', () => {
  expect(read(body('--x--'))).toEqual([])
})

test.each([
  ['nothing', Buffer.alloc(0), TYPE],
  ['no boundary in the header', body('--x', HEAD, '', 'abc', '--x--'), 'multipart/form-data'],
  ['an empty boundary', body('--', HEAD, '', 'abc', '----'), 'multipart/form-data; boundary='],
  ['another boundary', body('--y', HEAD, '', 'abc', '--y--'), TYPE],
  ['a part without an end', body('--x', HEAD, '', 'abc'), TYPE],
  ['a part that is cut in its headers', body('--x', HEAD), TYPE],
  ['a part without a name', body('--x', 'Content-Disposition: form-data', '', 'abc', '--x--'), TYPE],
  ['a part of another kind', body('--x', 'Content-Disposition: attachment; name="file"', '', 'abc', '--x--'), TYPE],
  ['a boundary that goes on', body('--xyz', HEAD, '', 'abc', '--xyz--'), TYPE],
  ['headers without end', body('--x', HEAD, `X: ${'y'.repeat(9_000)}`, '', 'abc', '--x--'), TYPE],
  ['parts without end', body(...Array.from({ length: 30 }, () => `--x\r\n${HEAD}\r\n\r\nabc`), '--x--'), TYPE],
])('%s is malformed', (_name, bytes, type) => {
  expect(() => partsOf(bytes, type)).toThrow('malformed_body')
})

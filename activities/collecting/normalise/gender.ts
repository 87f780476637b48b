import { folded } from '../../../core/domain/text-rules.ts'

const LETTERS = '(?:[hfmwdxni]|nb|div|gn)'
/** `(H/F)`, `H/F/X`, `(m/w/d)`, `[f|m|x]`, `(x,f,m)`, `(all genders)`, `Homme/Femme`. At least two letters, one of them a gender's. */
const MARKS = [
  new RegExp(String.raw`[([]\s*${LETTERS}(?:\s*[/|,.*·-]\s*(?:${LETTERS}|\*))+\s*[)\]]`, 'giu'),
  /[([]\s*(?:hf|fh|mwd|mfd|fmd|gn|(?:all|any) genders?|tous (?:les )?genres|hommes?\s*(?:\/|et|ou)\s*femmes?|femmes?\s*(?:\/|et|ou)\s*hommes?|male\s*\/\s*female|(?:un)?gender neutral)\s*[)\]]/giu,
  /(?<![\p{L}\p{N}/&+])(?:[HhMm]\s?[/|-]\s?[FfWw]|[FfWw]\s?[/|-]\s?[HhMm])(?:\s?[/|-]\s?(?:[Nn][Bb]|[DdXxNn]))?(?:\s?[/|-]\s?[XxDd])?(?![\p{L}\p{N}/&+])/gu,
  /(?<![\p{L}\p{N}])(?:hommes?\s*\/\s*femmes?|femmes?\s*\/\s*hommes?|all genders)(?![\p{L}\p{N}])/giu,
]
/** `·e·s`, `(e)`, `/euse`, `.trice`, `-e` behind a word. The letters that end it must be those of a word that has such a form. */
const SUFFIX =
  /(?<=\p{Ll}|\p{Lu})(?:[·•∙⋅]\p{L}{1,6}(?:[·•∙⋅]s)?|\((?:e|ne|le|te|se|ve|re|euse|rice|trice|eure|ère|ere|ière|iere|ive|elle|enne)(?:\(s\)|s)?\)(?:s(?!\p{L}))?|(?<=é|eur|er|ien|ent|ant|if|al|el|ur)(?:[./-](?:e|ne|le|se|ve|euse|rice|trice|eure|ère|ere|ière|iere|ive|elle|enne)(?:[.-]?s)?)(?!-?\p{L}))/giu
/** The ending of the word of the other gender: what a masculine form ends with, and what stands there in the feminine. */
const ENDINGS: [RegExp, readonly string[]][] = [
  [/teur$/, ['trice', 'teuse', 'teure']],
  [/eur$/, ['euse', 'eure', 'rice', 'eresse']],
  [/er$/, ['ere', 'euse']],
  [/(?:ien|on|el|et)$/, ['ienne', 'onne', 'elle', 'ette']],
  [/f$/, ['ve']],
  [/eux$/, ['euse']],
  [/x$/, ['se']],
  [/man$/, ['woman']],
]

/**
 * A text without marks that both genders are meant: `(H/F)`, and one form where both stand: `Chargé·e` and `Chargé / Chargée` are
 * `Chargé`, `Développeur / Développeuse web` is `Développeur web`.
 */
export function withoutGender(text: string): string {
  const unmarked = MARKS.reduce((line, mark) => line.replace(mark, ' '), text).replace(SUFFIX, (suffix) => (/s\)?$/i.test(suffix) ? 's' : ''))
  return withoutTwins(unmarked)
}

/** `A / B` where B says the same in the other gender, one word or several, is A. */
function withoutTwins(text: string): string {
  for (const separator of text.matchAll(/\s*(?:\/|\||,|\s(?:ou|or|et|-|–)\s)\s*/giu)) {
    const before = text.slice(0, separator.index)
    const after = text.slice(separator.index + separator[0].length)
    const had = before.split(/\s+/)
    const has = after.split(/\s+/)
    for (let count = Math.min(4, had.length, has.length); count >= 1; count -= 1) {
      const pairs = had.slice(-count).map((word, at) => [word, has[at] ?? ''] as const)
      const areTwins =
        pairs.some(([one, other]) => areForms(one, other)) && pairs.every(([one, other]) => folded(one) === folded(other) || areForms(one, other))
      if (!areTwins) continue
      const keepsFirst = pairs.every(
        ([one, other]) => folded(one) === folded(other) || feminineOf(folded(one)).includes(folded(other).replace(/,$/, '')),
      )
      const rest = has.slice(count).join(' ')
      const kept = keepsFirst ? before : `${had.slice(0, -count).join(' ')} ${has.slice(0, count).join(' ')}`.trim()
      return `${kept} ${rest}`
    }
  }
  return text
}

const areForms = (one: string, other: string) => feminineOf(folded(one)).includes(folded(other)) || feminineOf(folded(other)).includes(folded(one))

/** The feminine forms that a folded French word may have: `developpeur` → `developpeuse`, `developpeure`, … */
export function feminineOf(word: string): string[] {
  const forms = ENDINGS.filter(([ending]) => ending.test(word)).flatMap(([ending, others]) => others.map((other) => word.replace(ending, other)))
  return [`${word}e`, ...forms]
}

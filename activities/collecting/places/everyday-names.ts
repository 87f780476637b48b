import { placeKey } from './gazetteer.ts'

/** Towns whose names are words of offers and queries: `Développeur mobile`, `Chargée de mission`, `Engineer - Split`. */
const WORDS = new Set(
  (
    'change most normal split reading peer union die oss delta manage boom apt ajax enterprise ares roman sees sig mobile gray van surprise orange concord ' +
    'como mer bias pace ligne mission ans bonne sale hem bath commerce media industry deal rugby temple corona aurora fontaine vif rue bourg portes marche ' +
    'angles signes bully lure loos allen logan carson clinton hope eagle centre genas plan vals ham muret vire joue auto son bio sales progress'
  ).split(' '),
)
/** Those that are towns when they have a capital. */
const CAPITALISED = new Set(['nice', 'gap', 'tours', 'sens', 'lens', 'cork', 'troyes', 'dole', 'pau', 'die'])

/** Whether a town's name is read as a word unless something says that it is a place: `in Reading`. */
export function isEverydayWord(name: string): boolean {
  const key = placeKey(name)
  return WORDS.has(key) || (key === 'macon' && !/â/i.test(name.normalize('NFC'))) || (CAPITALISED.has(key) && !/^\p{Lu}/u.test(name))
}

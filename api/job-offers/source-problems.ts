import type { Collection, StoredCollection } from '../../core/domain/collection.ts'
import type { SourceErrorCode } from '../../core/domain/collection-rules.ts'
import type { Language } from '../../core/domain/offer-facts.ts'
import { SOURCE_NAMES } from '../../core/domain/sources.ts'
import { say, type Text } from '../http/messages.ts'

type Params = Readonly<Record<string, string | number>>

const variable = (params: Params, otherwise: string) => (params.variable === undefined ? otherwise : String(params.variable))
const most = ({ limit }: Params) => (limit === undefined ? '' : ` (${limit})`)
const status = (params: Params) => (params.status === undefined ? '' : ` (${params.status})`)
const minutes = ({ retry_after_s }: Params) => Math.ceil(Number(retry_after_s) / 60)

const SENTENCES: Record<SourceErrorCode, Text> = {
  no_key: {
    fr: (params) => `Cette source a besoin d’une clé : l’administrateur doit définir ${variable(params, 'sa clé')}.`,
    en: (params) => `This source needs a key: the administrator has to set ${variable(params, 'its key')}.`,
  },
  no_boards: {
    fr: (params) =>
      `Aucun tableau d’entreprise n’est connu pour cette source : nommez-en un, comme greenhouse:acme, ou faites définir ${variable(params, 'ceux du serveur')} par l’administrateur.`,
    en: (params) =>
      `No company’s board is known of this source: name one, like greenhouse:acme, or have the administrator set ${variable(params, 'those of the server')}.`,
  },
  unknown_source: {
    fr: `Cette source n’existe pas ; il y a : ${SOURCE_NAMES.join(', ')}.`,
    en: `There is no such source; there are: ${SOURCE_NAMES.join(', ')}.`,
  },
  invalid_key: {
    fr: (params) => `La source refuse la clé du serveur${status(params)} : prévenez l’administrateur.`,
    en: (params) => `The source refuses the server’s key${status(params)}: tell the administrator.`,
  },
  quota_exhausted: {
    fr: 'Le quota de cette source est épuisé : relancez la collecte plus tard.',
    en: 'The quota of this source is used up: collect again later.',
  },
  rate_limited: {
    fr: (params) =>
      params.retry_after_s === undefined
        ? 'La source demande de ralentir : relancez la collecte plus tard.'
        : `La source demande d’attendre ${minutes(params)} min : relancez la collecte ensuite.`,
    en: (params) =>
      params.retry_after_s === undefined
        ? 'The source asks to slow down: collect again later.'
        : `The source asks to wait ${minutes(params)} min: collect again then.`,
  },
  blocked: {
    fr: (params) => `Le site refuse la lecture automatique${status(params)} : ouvrez la page vous-même.`,
    en: (params) => `The site refuses to be read automatically${status(params)}: open the page yourself.`,
  },
  not_allowed: {
    fr: 'Le site demande aux robots de ne pas lire cette page (robots.txt) : ouvrez-la vous-même.',
    en: 'The site asks robots not to read this page (robots.txt): open it yourself.',
  },
  not_found: {
    fr: 'Ce tableau ou cette page n’existe pas : vérifiez son nom ou son adresse.',
    en: 'There is no such board or page: check its name or its address.',
  },
  gone: { fr: 'La page n’existe plus : l’offre a sans doute été retirée.', en: 'The page is gone: the offer was probably withdrawn.' },
  login_required: { fr: 'La page demande de se connecter : ouvrez-la vous-même.', en: 'The page asks for a log-in: open it yourself.' },
  too_big: { fr: 'La réponse est trop volumineuse pour être lue.', en: 'The answer is too big to be read.' },
  timed_out: {
    fr: 'La source n’a pas répondu à temps : relancez la collecte plus tard.',
    en: 'The source did not answer in time: collect again later.',
  },
  unreachable: {
    fr: (params) => `La source ne répond pas correctement${status(params)} : relancez la collecte plus tard.`,
    en: (params) => `The source does not answer properly${status(params)}: collect again later.`,
  },
  refused: {
    fr: 'Cette adresse ne peut pas être consultée : vérifiez-la.',
    en: 'This address cannot be fetched: check it.',
  },
  unexpected_answer: {
    fr: 'La réponse n’est pas celle que cette source donne d’habitude : elle a peut-être changé ; prévenez l’administrateur.',
    en: 'The answer is not what this source usually gives: it may have changed; tell the administrator.',
  },
  empty_where_there_was_one: {
    fr: 'La source n’a plus aucune offre alors qu’elle en avait : à vérifier avant de conclure qu’il n’y en a plus.',
    en: 'The source has no offer left although it had some: check it before concluding that there are none.',
  },
  too_many_pages: {
    fr: (params) => `Cette source mène à plus de pages qu’une collecte n’en lit${most(params)} : demandez-en moins à la fois.`,
    en: (params) => `This source leads to more pages than one collection reads${most(params)}: ask for fewer at once.`,
  },
  interrupted: { fr: 'La collecte s’est interrompue : relancez-la.', en: 'The collection was interrupted: start it again.' },
}

/** A collection as it goes out: each problem of a source with its sentence in the reader's language. */
export const localisedCollection = ({ sources, ...collection }: StoredCollection, language: Language): Collection => ({
  ...collection,
  sources: sources.map(({ errors, ...run }) => ({
    ...run,
    errors: errors.map(({ code, params, count }) => ({ code, detail: say(SENTENCES[code], language, params), count })),
  })),
})

import type { Collection, StoredCollection } from '../../core/domain/collection.ts'
import type { SourceErrorCode, SourceProblem } from '../../core/domain/collection-rules.ts'
import type { Language } from '../../core/domain/offer-facts.ts'
import { SOURCE_NAMES } from '../../core/domain/sources.ts'
import { type FailureTexts, failureDetail, inBrackets } from '../http/failure-texts.ts'

type Params = Readonly<Record<string, string | number>>

const variable = (params: Params, otherwise: string) => (params.variable === undefined ? otherwise : String(params.variable))

const TEXTS: FailureTexts<SourceErrorCode> = {
  codes: {
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
      fr: (params) => `La source refuse la clé du serveur${inBrackets(params.status)} : prévenez l’administrateur.`,
      en: (params) => `The source refuses the server’s key${inBrackets(params.status)}: tell the administrator.`,
    },
    quota_exhausted: {
      fr: 'Le quota de cette source est épuisé : relancez la collecte plus tard.',
      en: 'The quota of this source is used up: collect again later.',
    },
    rate_limited: {
      fr: 'La source demande de ralentir : relancez la collecte plus tard.',
      en: 'The source asks to slow down: collect again later.',
    },
    blocked: {
      fr: (params) => `Le site refuse la lecture automatique${inBrackets(params.status)} : ouvrez la page vous-même.`,
      en: (params) => `The site refuses to be read automatically${inBrackets(params.status)}: open the page yourself.`,
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
      fr: (params) => `La source ne répond pas correctement${inBrackets(params.status)} : relancez la collecte plus tard.`,
      en: (params) => `The source does not answer properly${inBrackets(params.status)}: collect again later.`,
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
      fr: (params) => `Cette source mène à plus de pages qu’une collecte n’en lit${inBrackets(params.limit)} : demandez-en moins à la fois.`,
      en: (params) => `This source leads to more pages than one collection reads${inBrackets(params.limit)}: ask for fewer at once.`,
    },
    interrupted: { fr: 'La collecte s’est interrompue : relancez-la.', en: 'The collection was interrupted: start it again.' },
    not_a_page: {
      fr: ({ content_type }) =>
        `L’adresse mène à un fichier${inBrackets(content_type)}, pas à une page web : donnez celle de la page de l’offre, ou créez la candidature vous-même.`,
      en: ({ content_type }) =>
        `The address leads to a file${inBrackets(content_type)}, not to a web page: give that of the offer’s page, or create the application yourself.`,
    },
    not_an_offer: {
      fr: 'Aucune offre n’a été reconnue à cette adresse : donnez celle de la page de l’offre, ou créez la candidature vous-même.',
      en: 'No offer was recognised at this address: give that of the offer’s page, or create the application yourself.',
    },
    list_of_offers: {
      fr: 'Cette page liste des offres : importez l’adresse de l’une d’elles, ou collectez la page en la donnant comme source.',
      en: 'This page lists offers: import the address of one of them, or collect the page by giving it as a source.',
    },
    offer_closed: {
      fr: 'Cette offre n’est plus ouverte : son site dit qu’elle est pourvue ou retirée.',
      en: 'This offer is no longer open: its site says that it is filled or withdrawn.',
    },
    nothing_understood: {
      fr: 'Rien dans cette recherche ne dit quoi chercher : nommez un métier, une compétence, un lieu ou un contrat.',
      en: 'Nothing in this query says what to look for: name a job, a skill, a place or a contract.',
    },
  },
  reasons: {
    redirects: {
      fr: 'L’adresse tourne en rond (redirections) : ouvrez-la dans votre navigateur et donnez l’adresse qu’il affiche.',
      en: 'The address redirects in a loop: open it in your browser and give the address that it shows.',
    },
    no_browser: {
      fr: 'Cette page a besoin d’un navigateur, et aucun n’est installé sur le serveur : prévenez l’administrateur.',
      en: 'This page needs a browser and the server has none: tell the administrator.',
    },
    tls: {
      fr: 'Le certificat du site est invalide : ouvrez la page vous-même.',
      en: 'The site’s certificate is not valid: open the page yourself.',
    },
  },
  wait: {
    fr: ({ minutes }) => `La source demande d’attendre ${minutes} min : relancez la collecte ensuite.`,
    en: ({ minutes }) => `The source asks to wait ${minutes} min: collect again then.`,
  },
}

/** A collection as it goes out: each problem of a source and of a page with its sentence in the reader's language. */
export function localisedCollection({ sources, ...collection }: StoredCollection, language: Language): Collection {
  const detailed = <P extends SourceProblem>({ params, ...problem }: P) => ({
    ...problem,
    detail: failureDetail(TEXTS, { ...problem, params }, language),
  })
  return {
    ...collection,
    sources: sources.map(({ errors, pages, ...run }) => ({
      ...run,
      pages: pages.map(({ error, ...page }) => ({ ...page, error: error && detailed(error) })),
      errors: errors.map(detailed),
    })),
  }
}

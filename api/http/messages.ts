import type { Language } from '../../core/domain/offer-facts.ts'
import type { ErrorCode } from '../../core/errors.ts'

type Params = Readonly<Record<string, string | number>>
type Sentence = string | ((params: Params) => string)

/** A text in every language people may ask for. */
export type Text = Record<Language, Sentence>

/** What people read, in their language; parameters go in where the sentence has room for them. */
export function say(text: Text, language: Language, params: Params = {}): string {
  const sentence = text[language]
  return typeof sentence === 'string' ? sentence : sentence(params)
}

const RESOURCES: Record<string, Record<Language, string>> = {
  application: { fr: 'Cette candidature', en: 'This application' },
  user: { fr: 'Cet utilisateur', en: 'This user' },
  page: { fr: 'Cette adresse', en: 'This address' },
}
const named = (language: Language) => (params: Params) => {
  const name = RESOURCES[String(params.resource)] ?? RESOURCES.page
  return language === 'fr' ? `${name?.fr} n’existe pas.` : `${name?.en} does not exist.`
}

/** Status, title and sentence of each error. */
export const PROBLEMS: Record<ErrorCode, { status: number; title: Text; detail: Text }> = {
  validation_failed: {
    status: 422,
    title: { fr: 'Données invalides', en: 'Invalid data' },
    detail: {
      fr: ({ path, message }) => (path === undefined ? 'Corrigez les champs signalés et renvoyez la requête.' : `${path} : ${message}.`),
      en: ({ path, message }) => (path === undefined ? 'Correct the fields named and send the request again.' : `${path}: ${message}.`),
    },
  },
  malformed_body: {
    status: 400,
    title: { fr: 'Corps illisible', en: 'Unreadable body' },
    detail: {
      fr: 'Le corps de la requête est illisible : vérifiez sa syntaxe et son Content-Type.',
      en: 'The body of the request cannot be read: check its syntax and its Content-Type.',
    },
  },
  unsupported_media_type: {
    status: 415,
    title: { fr: 'Type de contenu non pris en charge', en: 'Unsupported content type' },
    detail: {
      fr: 'Envoyez le corps avec le Content-Type que la documentation indique.',
      en: 'Send the body with the Content-Type that the documentation names.',
    },
  },
  body_too_large: {
    status: 413,
    title: { fr: 'Corps trop volumineux', en: 'Body too large' },
    detail: {
      fr: 'Le corps de la requête dépasse la taille autorisée : réduisez-le.',
      en: 'The body of the request is over the size allowed: make it smaller.',
    },
  },
  not_authenticated: {
    status: 401,
    title: { fr: 'Connexion requise', en: 'Authentication required' },
    detail: { fr: 'Connectez-vous et envoyez le jeton d’accès.', en: 'Log in and send the access token.' },
  },
  invalid_credentials: {
    status: 401,
    title: { fr: 'Identifiants incorrects', en: 'Wrong credentials' },
    detail: { fr: 'Le nom d’utilisateur ou le mot de passe est incorrect.', en: 'The username or the password is wrong.' },
  },
  invalid_token: {
    status: 401,
    title: { fr: 'Session expirée', en: 'Session expired' },
    detail: { fr: 'Le jeton est invalide ou expiré : reconnectez-vous.', en: 'The token is invalid or expired: log in again.' },
  },
  forbidden: {
    status: 403,
    title: { fr: 'Accès refusé', en: 'Forbidden' },
    detail: { fr: 'Votre compte n’a pas ce droit.', en: 'Your account may not do this.' },
  },
  email_taken: {
    status: 400,
    title: { fr: 'Adresse déjà utilisée', en: 'E-mail taken' },
    detail: {
      fr: 'Cette adresse e-mail est déjà utilisée : connectez-vous ou choisissez-en une autre.',
      en: 'This e-mail address is already in use: log in or choose another.',
    },
  },
  username_taken: {
    status: 400,
    title: { fr: 'Nom déjà utilisé', en: 'Username taken' },
    detail: { fr: 'Ce nom d’utilisateur est déjà utilisé : choisissez-en un autre.', en: 'This username is already in use: choose another.' },
  },
  not_found: { status: 404, title: { fr: 'Introuvable', en: 'Not found' }, detail: { fr: named('fr'), en: named('en') } },
  method_not_allowed: {
    status: 405,
    title: { fr: 'Méthode non autorisée', en: 'Method not allowed' },
    detail: { fr: ({ allow }) => `Cette adresse accepte : ${allow}.`, en: ({ allow }) => `This address accepts: ${allow}.` },
  },
  precondition_failed: {
    status: 412,
    title: { fr: 'Modifié entre-temps', en: 'Changed in the meantime' },
    detail: {
      fr: 'L’élément a changé depuis sa lecture : relisez-le, puis recommencez.',
      en: 'The record has changed since it was read: read it again, then retry.',
    },
  },
  idempotency_key_reused: {
    status: 422,
    title: { fr: 'Clé déjà utilisée', en: 'Key already used' },
    detail: {
      fr: 'Cette Idempotency-Key a servi à une autre requête : prenez-en une nouvelle.',
      en: 'This Idempotency-Key was used for another request: take a new one.',
    },
  },
  idempotency_in_progress: {
    status: 409,
    title: { fr: 'Requête en cours', en: 'Request running' },
    detail: {
      fr: 'La même requête est encore en cours : réessayez dans un instant.',
      en: 'The same request is still running: try again in a moment.',
    },
  },
  url_missing: {
    status: 409,
    title: { fr: 'Adresse manquante', en: 'No address' },
    detail: {
      fr: 'Cette candidature n’a pas d’adresse d’offre : ajoutez-en une d’abord.',
      en: 'This application has no offer address: add one first.',
    },
  },
  description_is_yours: {
    status: 409,
    title: { fr: 'Description personnelle', en: 'Description of your own' },
    detail: {
      fr: 'Cette description est la vôtre : supprimez-la d’abord pour en générer une.',
      en: 'This description is yours: delete it first to have one generated.',
    },
  },
  too_many_requests: {
    status: 429,
    title: { fr: 'Trop de requêtes', en: 'Too many requests' },
    detail: { fr: 'Trop de requêtes : réessayez après le délai indiqué.', en: 'Too many requests: try again after the delay given.' },
  },
  search_too_slow: {
    status: 503,
    title: { fr: 'Recherche trop longue', en: 'Search took too long' },
    detail: { fr: 'La recherche a pris trop de temps : précisez-la, puis réessayez.', en: 'The search took too long: narrow it, then try again.' },
  },
  database_unavailable: {
    status: 503,
    title: { fr: 'Service momentanément indisponible', en: 'Service unavailable for the moment' },
    detail: { fr: 'La base de données ne répond pas : réessayez dans un instant.', en: 'The database does not answer: try again in a moment.' },
  },
  internal_error: {
    status: 500,
    title: { fr: 'Erreur interne', en: 'Internal error' },
    detail: {
      fr: 'Une erreur inattendue s’est produite ; donnez le request_id au support.',
      en: 'Something unexpected went wrong; give the request_id to support.',
    },
  },
}

/** What our own schema rules say, by the key that they carry as message. */
export const FIELD_MESSAGES: Record<string, Text> = {
  id: { fr: 'un identifiant de 24 chiffres hexadécimaux est attendu', en: 'an id of 24 hex digits is expected' },
  instant: { fr: 'une date comme 2026-11-23 ou 2026-11-23T09:30:00Z est attendue', en: 'a date like 2026-11-23 or 2026-11-23T09:30:00Z is expected' },
  url_malformed: { fr: 'une adresse http ou https est attendue', en: 'an http or https address is expected' },
  url_scheme: { fr: 'seules les adresses http et https sont acceptées', en: 'only http and https addresses are accepted' },
  url_credentials: { fr: 'l’adresse ne doit pas contenir d’identifiants', en: 'the address must not contain credentials' },
  url_refused: { fr: 'cette adresse ne peut pas être consultée', en: 'this address cannot be fetched' },
  cursor: {
    fr: 'le curseur doit être celui d’un lien « next » de la même liste',
    en: 'the cursor must be the one of a "next" link of the same list',
  },
  another_record: { fr: 'le corps est celui d’un autre élément', en: 'the body is that of another record' },
  too_many_notes: { fr: 'le nombre maximal de notes est atteint', en: 'the greatest number of notes is reached' },
  idempotency_key: { fr: 'une clé de 1 à 200 caractères visibles est attendue', en: 'a key of 1 to 200 visible characters is expected' },
  email: { fr: 'une adresse e-mail comme camille@example.com est attendue', en: 'an e-mail address like camille@example.com is expected' },
  username_at: { fr: 'le nom d’utilisateur ne doit pas contenir de @', en: 'the username must not contain an @' },
  username_characters: { fr: 'le nom d’utilisateur contient des caractères invisibles', en: 'the username contains invisible characters' },
  password_too_short: { fr: 'le mot de passe doit avoir au moins 8 caractères', en: 'the password must have at least 8 characters' },
  password_too_long: {
    fr: 'le mot de passe dépasse 72 octets : choisissez-en un plus court',
    en: 'the password is longer than 72 bytes: choose a shorter one',
  },
  password_common: {
    fr: 'ce mot de passe est trop courant : choisissez-en un autre',
    en: 'this password is too common: choose another',
  },
  etag: { fr: 'un ETag donné par une lecture est attendu', en: 'an ETag that a read gave is expected' },
}

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
  task: { fr: 'Cette tâche', en: 'This task' },
  job_offer: { fr: 'Cette offre', en: 'This job offer' },
  collection: { fr: 'Cette collecte', en: 'This collection' },
  search: { fr: 'Cette recherche', en: 'This search' },
  session: { fr: 'Cette session', en: 'This session' },
  cv: { fr: 'Ce CV', en: 'This CV' },
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
  body_too_slow: {
    status: 408,
    title: { fr: 'Envoi trop lent', en: 'Sent too slowly' },
    detail: {
      fr: 'Le corps de la requête a mis trop de temps à arriver : renvoyez-le avec une meilleure connexion.',
      en: 'The body of the request took too long to arrive: send it again over a better connection.',
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
  wrong_password: {
    status: 400,
    title: { fr: 'Mot de passe incorrect', en: 'Wrong password' },
    detail: {
      fr: 'Le mot de passe actuel est incorrect : vérifiez-le, puis recommencez.',
      en: 'The current password is wrong: check it, then try again.',
    },
  },
  password_elsewhere: {
    status: 400,
    title: { fr: 'Mot de passe non modifiable ici', en: 'Password not changed here' },
    detail: {
      fr: 'Le mot de passe se change par POST /auth/change-password : retirez le champ « password ».',
      en: 'The password is changed by POST /auth/change-password: leave the field "password" out.',
    },
  },
  being_erased: {
    status: 409,
    title: { fr: 'Compte en cours de suppression', en: 'Account being erased' },
    detail: {
      fr: 'Ce compte est en cours de suppression : il ne peut plus être modifié.',
      en: 'This account is being erased: it cannot be changed any more.',
    },
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
  query_says_nothing: {
    status: 422,
    title: { fr: 'Recherche sans objet', en: 'Nothing to look for' },
    detail: {
      fr: 'Rien dans cette recherche ne dit quoi chercher : nommez un métier, une compétence, un lieu ou un contrat.',
      en: 'Nothing in this query says what to look for: name a job, a skill, a place or a contract.',
    },
  },
  already_applied: {
    status: 409,
    title: { fr: 'Candidature déjà créée', en: 'Already applied' },
    detail: {
      fr: 'Vous avez déjà une candidature pour cette offre : continuez avec celle-ci.',
      en: 'You already have an application to this offer: go on with that one.',
    },
  },
  too_many_searches: {
    status: 409,
    title: { fr: 'Trop de recherches', en: 'Too many searches' },
    detail: {
      fr: ({ most }) => `Vous avez déjà ${most} recherches enregistrées : supprimez-en une d’abord.`,
      en: ({ most }) => `You already have ${most} saved searches: delete one first.`,
    },
  },
  cv_type_unsupported: {
    status: 415,
    title: { fr: 'Type de fichier refusé', en: 'File type refused' },
    detail: {
      fr: 'Ce fichier n’est ni un PDF, ni un DOC, ni un DOCX : enregistrez le CV dans l’un de ces formats.',
      en: 'This file is no PDF, DOC or DOCX: save the CV as one of these.',
    },
  },
  cv_unreadable: {
    status: 422,
    title: { fr: 'Fichier illisible', en: 'Unreadable file' },
    detail: {
      fr: 'Ce fichier est endommagé ou incomplet, ou n’est pas un document : enregistrez le CV à nouveau et renvoyez-le.',
      en: 'This file is damaged or incomplete, or no document: save the CV again and send it once more.',
    },
  },
  cv_encrypted: {
    status: 422,
    title: { fr: 'Fichier protégé', en: 'Protected file' },
    detail: {
      fr: 'Ce fichier est protégé par un mot de passe : enregistrez le CV sans mot de passe.',
      en: 'This file is protected by a password: save the CV without one.',
    },
  },
  cv_has_macros: {
    status: 422,
    title: { fr: 'Fichier avec macros', en: 'File with macros' },
    detail: {
      fr: 'Ce fichier contient des macros : enregistrez le CV sans elles, ou en PDF.',
      en: 'This file has macros: save the CV without them, or as a PDF.',
    },
  },
  cv_too_complex: {
    status: 422,
    title: { fr: 'Fichier trop complexe', en: 'File too complex' },
    detail: {
      fr: 'La lecture de ce fichier demande trop de temps ou de mémoire : enregistrez le CV sous une forme plus simple.',
      en: 'Reading this file takes too much time or memory: save the CV in a simpler form.',
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
  catalogue_busy: {
    status: 503,
    title: { fr: 'Catalogue occupé', en: 'Catalogue busy' },
    detail: {
      fr: 'Des collectes écrivent en ce moment dans le catalogue ; rien n’a changé : réessayez dans un instant.',
      en: 'Collections are writing to the catalogue at the moment; nothing was changed: try again in a moment.',
    },
  },
  database_unavailable: {
    status: 503,
    title: { fr: 'Service momentanément indisponible', en: 'Service unavailable for the moment' },
    detail: { fr: 'La base de données ne répond pas : réessayez dans un instant.', en: 'The database does not answer: try again in a moment.' },
  },
  storage_full: {
    status: 507,
    title: { fr: 'Espace de stockage plein', en: 'Storage full' },
    detail: {
      fr: 'Le serveur n’a plus de place pour enregistrer ; rien n’a changé : prévenez le support.',
      en: 'The server has no room left to store this; nothing was changed: tell support.',
    },
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

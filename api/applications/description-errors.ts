import type { z } from 'zod'
import type { Application, DescriptionError, StoredApplication, StoredDescriptionError } from '../../core/domain/application.ts'
import type { DescriptionErrorCode } from '../../core/domain/application-rules.ts'
import type { Language } from '../../core/domain/offer-facts.ts'
import { type FailureTexts, failureDetail, inBrackets } from '../http/failure-texts.ts'
import { say, type Text } from '../http/messages.ts'

const TEXTS: FailureTexts<DescriptionErrorCode> = {
  codes: {
    fetch_refused: {
      fr: 'Cette adresse ne peut pas être consultée : vérifiez-la ou collez la description.',
      en: 'This address cannot be fetched: check it or paste the description.',
    },
    page_gone: { fr: 'La page n’existe plus : l’offre a sans doute été retirée.', en: 'The page is gone: the offer was probably withdrawn.' },
    blocked: {
      fr: 'Le site refuse la lecture automatique : collez la description vous-même.',
      en: 'The site refuses to be read automatically: paste the description yourself.',
    },
    login_required: {
      fr: 'La page demande de se connecter : collez la description vous-même.',
      en: 'The page asks for a log-in: paste the description yourself.',
    },
    too_big: {
      fr: 'La page est trop volumineuse pour être lue : collez la description.',
      en: 'The page is too big to be read: paste the description.',
    },
    timed_out: {
      fr: 'La page n’a pas répondu à temps : relancez la description plus tard.',
      en: 'The page did not answer in time: ask for the description again later.',
    },
    refused: { fr: 'Le modèle a refusé de décrire cette page.', en: 'The model refused to describe this page.' },
    truncated: { fr: 'La description du modèle était trop longue : relancez-la.', en: 'The model’s description was too long: ask for it again.' },
    quota_exhausted: {
      fr: 'Le quota du modèle est épuisé : relancez la description plus tard.',
      en: 'The model’s quota is used up: ask for the description again later.',
    },
    invalid_key: { fr: 'La clé du modèle est refusée : prévenez l’administrateur.', en: 'The model’s key is refused: tell the administrator.' },
    model_unavailable: {
      fr: 'Le modèle ne répond pas : relancez la description plus tard.',
      en: 'The model does not answer: ask for the description again later.',
    },
    budget_reached: {
      fr: ({ scope }) =>
        `${scope === 'total' ? 'Le budget commun' : 'Votre budget'} de descriptions du jour est atteint : le modèle sera interrogé demain.`,
      en: ({ scope }) => `${scope === 'total' ? 'The common' : 'Your'} budget for today’s descriptions is reached: the model is asked tomorrow.`,
    },
  },
  reasons: {
    not_a_page: {
      fr: ({ content_type }) => `L’adresse ne mène pas à une page web${inBrackets(content_type)} : collez la description vous-même.`,
      en: ({ content_type }) => `The address leads to no web page${inBrackets(content_type)}: paste the description yourself.`,
    },
    robots: {
      fr: 'Le site demande aux robots de ne pas lire cette page (robots.txt) : collez la description vous-même.',
      en: 'The site asks robots not to read this page (robots.txt): paste the description yourself.',
    },
    no_browser: {
      fr: 'Cette page a besoin d’un navigateur, et aucun n’est installé sur le serveur : collez la description vous-même.',
      en: 'This page needs a browser and the server has none: paste the description yourself.',
    },
    redirects: {
      fr: 'L’adresse tourne en rond (redirections) : ouvrez l’offre dans votre navigateur et donnez l’adresse qu’il affiche, ou collez la description.',
      en: 'The address redirects in a loop: open the offer in your browser and give the address that it shows, or paste the description.',
    },
    unreachable: {
      fr: 'Le site ne répond pas correctement : relancez la description plus tard.',
      en: 'The site does not answer properly: ask for the description again later.',
    },
    connection: {
      fr: 'Le site ne répond pas : relancez la description plus tard.',
      en: 'The site does not answer: ask for the description again later.',
    },
    tls: {
      fr: 'Le certificat du site est invalide : collez la description vous-même.',
      en: 'The site’s certificate is not valid: paste the description yourself.',
    },
    browser: {
      fr: 'Le navigateur du serveur n’a pas pu ouvrir la page : relancez la description.',
      en: 'The server’s browser could not open the page: ask for the description again.',
    },
    page_expired: {
      fr: 'La page lue a expiré avant d’être décrite : relancez la description.',
      en: 'The page expired before it was described: ask for the description again.',
    },
    unreadable: {
      fr: 'La page n’a pas pu être lue : collez la description vous-même.',
      en: 'The page could not be read: paste the description yourself.',
    },
    model: {
      fr: 'Le modèle n’a pas répondu à temps : relancez la description plus tard.',
      en: 'The model did not answer in time: ask for the description again later.',
    },
    model_busy: {
      fr: 'Le modèle reçoit trop de demandes : relancez la description plus tard.',
      en: 'The model is asked too much at once: ask for the description again later.',
    },
    model_declined: {
      fr: 'Le modèle configuré n’accepte pas cette demande : prévenez l’administrateur.',
      en: 'The configured model does not take this request: tell the administrator.',
    },
    invalid_answer: {
      fr: 'La réponse du modèle est inutilisable : relancez la description.',
      en: 'The model’s answer is of no use: ask for the description again.',
    },
    untrusted: {
      fr: 'La réponse du modèle ne correspond pas à la page : elle n’a pas été retenue.',
      en: 'The model’s answer does not match the page: it was not kept.',
    },
    cancelled: { fr: 'La génération a été arrêtée : relancez-la si besoin.', en: 'The generation was stopped: ask for it again if needed.' },
    interrupted: { fr: 'La génération s’est interrompue : relancez-la.', en: 'The generation was interrupted: ask for it again.' },
  },
  wait: {
    fr: ({ minutes }) => `Le site demande d’attendre ${minutes} min : relancez la description ensuite.`,
    en: ({ minutes }) => `The site asks to wait ${minutes} min: ask for the description again then.`,
  },
}

/** Of what is tried again by itself: nobody has to ask. */
const TRIED_AGAIN: Text = {
  fr: 'Le modèle n’a pas pu répondre : nouvel essai automatique dans un instant.',
  en: 'The model could not answer: it is asked again by itself in a moment.',
}

/** A failure with its sentence in the reader's language. */
export function answeredError(error: StoredDescriptionError | null, language: Language): z.infer<typeof DescriptionError> | null {
  if (error === null) return null
  const { attempt, retry_after_s } = error.params
  const detail = attempt && !retry_after_s ? say(TRIED_AGAIN, language) : failureDetail(TEXTS, error, language)
  return { code: error.code, detail, retry_at: error.retry_at }
}

/** An application as it goes out. */
export const localisedApplication = (application: StoredApplication, language: Language): Application => ({
  ...application,
  description_error: answeredError(application.description_error, language),
})

import { SOURCE_NAMES } from '../../core/domain/sources.ts'
import type { Text } from './messages.ts'

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
  limit: { fr: 'un nombre entier de 1 à 200 est attendu', en: 'a whole number from 1 to 200 is expected' },
  skip: { fr: 'un nombre entier de 0 à 10 000 est attendu', en: 'a whole number from 0 to 10,000 is expected' },
  skip_with_cursor: { fr: 'skip et cursor ne vont pas ensemble', en: 'skip and cursor do not go together' },
  another_record: { fr: 'le corps est celui d’un autre élément', en: 'the body is that of another record' },
  too_many_notes: { fr: 'le nombre maximal de notes est atteint', en: 'the greatest number of notes is reached' },
  idempotency_key: { fr: 'une clé de 1 à 200 caractères visibles est attendue', en: 'a key of 1 to 200 visible characters is expected' },
  email: { fr: 'une adresse e-mail comme camille@example.com est attendue', en: 'an e-mail address like camille@example.com is expected' },
  blank: { fr: 'un texte non vide est attendu', en: 'some text is expected' },
  username_too_long: { fr: 'le nom d’utilisateur dépasse 100 caractères', en: 'the username is longer than 100 characters' },
  full_name_too_long: { fr: 'le nom dépasse 200 caractères', en: 'the name is longer than 200 characters' },
  username_at: { fr: 'le nom d’utilisateur ne doit pas contenir de @', en: 'the username must not contain an @' },
  username_characters: { fr: 'le nom d’utilisateur contient des caractères invisibles', en: 'the username contains invisible characters' },
  password_too_short: { fr: 'le mot de passe doit avoir au moins 8 caractères', en: 'the password must have at least 8 characters' },
  password_too_long: {
    fr: 'le mot de passe dépasse 72 octets : choisissez-en un plus court',
    en: 'the password is longer than 72 bytes: choose a shorter one',
  },
  password_characters: { fr: 'le mot de passe contient un caractère incomplet', en: 'the password contains an incomplete character' },
  password_common: {
    fr: 'ce mot de passe est trop courant : choisissez-en un autre',
    en: 'this password is too common: choose another',
  },
  application_id: { fr: 'aucune de vos candidatures n’a cet identifiant', en: 'none of your applications has this id' },
  company_too_long: {
    fr: 'le nom de l’entreprise dépasse 200 caractères, ses signes composés comptés un à un',
    en: 'the company’s name is longer than 200 characters, each part of a composed sign counted',
  },
  too_many_blocked: {
    fr: 'vos recherches excluent ensemble plus de 500 entreprises : retirez-en',
    en: 'your searches block over 500 companies in all: take some out',
  },
  says_nothing: { fr: 'ces mots ne disent pas quoi chercher', en: 'these words do not say what to look for' },
  no_word: { fr: 'au moins un mot est attendu', en: 'at least one word is expected' },
  source: {
    fr: 'une source comme greenhouse, un de ses tableaux comme greenhouse:acme ou l’adresse d’une page est attendue',
    en: 'a source like greenhouse, one of its boards like greenhouse:acme or the address of a page is expected',
  },
  unknown_source: {
    fr: `cette source n’existe pas ; il y a : ${SOURCE_NAMES.join(', ')}`,
    en: `there is no such source; there are: ${SOURCE_NAMES.join(', ')}`,
  },
  source_without_boards: {
    fr: 'cette source n’a pas de tableaux d’entreprises : donnez son nom seul, ou l’adresse d’une page',
    en: 'this source has no boards of companies: give its name alone, or the address of a page',
  },
  no_double: {
    fr: 'aucun doublon de cette offre n’est à cette adresse, ou il ne peut pas en être séparé',
    en: 'no double of this offer is at this address, or it cannot be told apart',
  },
  file_missing: { fr: 'un fichier est attendu', en: 'a file is expected' },
  file_single: { fr: 'un seul fichier est attendu', en: 'one file only is expected' },
  file_empty: { fr: 'le fichier est vide', en: 'the file is empty' },
  unknown_part: { fr: 'ce champ n’est pas attendu', en: 'this field is not expected' },
  etag: { fr: 'un ETag donné par une lecture est attendu', en: 'an ETag that a read gave is expected' },
}

/** `recrutement-pirate.com`, with nothing in front of it: a name of a host, or of what looks like one. */
const HOST = /(?<![\p{L}\p{N}_.-])[\p{L}\p{N}_-]{1,63}(?:\.[\p{L}\p{N}_-]{1,63})*\.\p{L}{2,24}(?![\p{L}\p{N}_-])/gu
/** Capitalised, and not where a sentence begins. */
const NAME_INSIDE = /(?<=[\p{L}\p{N},;()'’»"/-]\s?)(?<![\p{L}\p{N}])\p{Lu}[\p{L}\p{N}]+/gu
/** What any telling of an offer may say in words of its own, by their beginnings. */
const OFFER_WORDS =
  /^(?:accompagn|activit|actuel|ainsi|apporte|assur|aupres|avec|bas(?:ee?|ed)$|candidat|cette|chez|client|collabor|compren|contribu|dans|domaine|effectu|emploi|employ|encadr|entrepris|equipe|etes|exerc|experi|gere|gerer|implique|inclu|integr|interv|jour|lieu|mission|notre|occup|offre|particip|person|poste|pour|principa|profil|proj|propos|quotid|realis|recherch|recrut|rejoin|releve|repos|respons|role|salaire|secteur|selon|sera|serez|situe|societe|soci|suivi|tache|travail|type|vers|votre|vous|about|also|based|being|candidat|company|daily|ensur|from|have|help|includ|involv|join|look|main|manag|organi|offer|other|over|part|people|posit|provid|report|seek|some|support|task|team|that|their|they|this|those|through|which|will|with|work|your)/
/** So many words may be strange in a sentence that has so many times that number. */
const ONE_IN = 12

/** The hosts that a text names, in small letters. */
export const hostsIn = (text: string): string[] => (text.match(HOST) ?? []).map((host) => host.toLowerCase().replace(/^www\./, ''))

/** Names inside a sentence: words with a capital that no sentence's beginning gives them. */
export const namesInside = (sentence: string): string[] => sentence.match(NAME_INSIDE) ?? []

/** Whether few enough of a sentence's words are neither the page's nor an offer's own: what was smuggled in is strange to both. */
export function isFamiliar(words: readonly string[], isOnPage: (word: string) => boolean): boolean {
  const strange = words.filter((word) => !isOnPage(word) && !OFFER_WORDS.test(word))
  return strange.length <= Math.max(1, Math.floor(words.length / ONE_IN))
}

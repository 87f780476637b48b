import { folded } from '../../../core/domain/text-rules.ts'

/**
 * What speaks to a model, in French and English. An offer says none of it, or loses a sentence of evidence: the model reads the whole text all
 * the same, only nothing that it says is believed because of these lines.
 */
const SPEAKS_TO_A_MODEL = [
  /\b(?:ignor(?:e[rz]?|ing)|disregard|forget|override|bypass|oublie[rsz]?|contourne[rsz]?|ne (?:tiens|tenez) (?:pas|aucun) compte)\b.{0,80}\b(?:instructions?|consignes?|directives?|prompts?|rules?|regles?|guidelines?|everything|tout ce qui)\b/,
  /\b(?:instructions?|consignes?|directives?|note|message|attention|important|a l'attention)\b.{0,30}\b(?:assistants?|ai|ia|llms?|chatgpt|gpt|claude|chatbots?|language models?|modeles? de langage|automates?)\b/,
  /\b(?:system|developer|assistant)\b ?(?:prompt|message|mode|override|instructions?)|\bprompt (?:systeme|system|initial)|\b(?:instructions?|consignes?) (?:systeme|system|initiales?)\b/,
  /\b(?:you are|you're|act as|pretend to be|behave as|from now on|tu es|vous etes|agis|agissez|comporte-toi|comportez-vous|desormais)\b.{0,40}\b(?:ai|ia|assistant virtuel|an? assistant (?:who|that|ai|without)|language model|modele de langage|llm|chatbot|gpt|dan|unrestricted|sans (?:restriction|filtre))\b/,
  /\bas an? (?:ai|llm|language model)\b|\ben tant qu'(?:ia|assistant)\b|\bsi tu es une? (?:ia|modele|assistant)\b|\bsi vous etes une? (?:ia|modele)\b|\bif you are an? (?:ai|llm|language model|bot)\b/,
  /<\|?(?:im_start|im_end|system|endoftext)|\[\/?inst\]|^#{2,} ?(?:system|instruction)|^(?:system|assistant|systeme) ?:/,
  /\b(?:answer|reply|respond|output|return|print|repeat|reveal|include|insert|add|write|say|state|set|report|replace|fill|reponds?|repondez|renvoie[sz]?|affiche[sz]?|repete[sz]?|revele[sz]?|inclus|incluez|insere[sz]?|ajoute[sz]?|ecris|ecrivez|dis|dites|indique[sz]?|remplace[sz]?|mets|mettez|precise[sz]?)\b.{0,60}\b(?:json|prompt|(?:field|champ) (?:is|to|as|est|par)|title (?:is|to|as|field)|company (?:is|to|as|field)|salary (?:is|to|as|field)|summary|resume (?:de l'offre|suivant)|description (?:is|to|as|suivante)|api keys?|cle api|your instructions|tes instructions|vos instructions|is_offer|not_an_offer|(?:le|la|que le|que la) (?:titre|entreprise|salaire|societe) (?:est|par|a|comme|doit)|exactly|exactement|the following|le texte suivant|la phrase suivante)\b/,
  // Calls of tools, as models write them.
  /"(?:tool_calls?|function_call|tool_use|tool_name)"|"function" ?: ?\{|\bfunction_calls?\b/,
  /\bjailbreak|\bprompt injection\b|\bdo anything now\b/,
]
/** A paragraph that is longer loses its sentence alone. */
const SHORT = 600

const speaks = (text: string) => {
  const plain = folded(text).replaceAll('’', "'").replace(/\s+/g, ' ').trim()
  return SPEAKS_TO_A_MODEL.some((pattern) => pattern.test(plain))
}

/** Whether a text has a line that speaks to a model. */
export const hasInstructions = (text: string): boolean => text.split(/\n{2,}/).some(speaks)

/** The text without the paragraphs that speak to a model, or, of long ones, the sentences that do. */
export function withoutInstructions(text: string): string {
  return text
    .split(/\n{2,}/)
    .map((paragraph) => {
      if (!speaks(paragraph)) return paragraph
      if (paragraph.length <= SHORT) return ''
      return paragraph
        .split(/(?<=[.!?\n])\s+/)
        .filter((sentence) => !speaks(sentence))
        .join('\n')
    })
    .filter((paragraph) => paragraph !== '')
    .join('\n\n')
}

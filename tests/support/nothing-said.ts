import type { DescribedOffer } from '../../core/domain/described-offer.ts'
import type { OfferDescription } from '../../core/domain/offer-description.ts'

/** Facts that no page told. */
const NO_FACTS = {
  company: null,
  location: null,
  work_mode: null,
  contract: null,
  full_time: null,
  salary: null,
}

/** A model's answer about an offer of which the page says nothing. */
export const NOTHING_ANSWERED: DescribedOffer = {
  ...NO_FACTS,
  is_offer: true,
  language: 'fr',
  title: null,
  summary: null,
  missions: [],
  skills_required: [],
  skills_wished: [],
  perks: [],
  seniority: null,
  experience_years: null,
  languages: [],
  contact: null,
  application_deadline: null,
}

/** A description in which nothing is said. */
export const NOTHING_DESCRIBED: OfferDescription = {
  ...NO_FACTS,
  title: null,
  valid_through: null,
  skills: [],
  body: '',
  language: 'fr',
  reading: null,
}

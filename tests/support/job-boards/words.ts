/** What the invented offers are made of. All are of one trade: one query finds them all. */
export interface City {
  name: string
  country: 'fr' | 'de'
  department: string | null
  lat: number
  lon: number
}

const french = (name: string, department: string, lat: number, lon: number): City => ({ name, country: 'fr', department, lat, lon })
export const CITIES: readonly City[] = [
  french('Lyon', '69', 45.76, 4.84),
  french('Paris', '75', 48.86, 2.35),
  french('Marseille', '13', 43.3, 5.37),
  french('Toulouse', '31', 43.6, 1.44),
  french('Nantes', '44', 47.22, -1.55),
  french('Bordeaux', '33', 44.84, -0.58),
  french('Lille', '59', 50.63, 3.06),
  french('Strasbourg', '67', 48.58, 7.75),
  french('Rennes', '35', 48.11, -1.68),
  french('Grenoble', '38', 45.19, 5.72),
  french('Montpellier', '34', 43.61, 3.88),
  french('Nice', '06', 43.7, 7.27),
  { name: 'Berlin', country: 'de', department: null, lat: 52.52, lon: 13.4 },
  { name: 'Munich', country: 'de', department: null, lat: 48.14, lon: 11.58 },
]

/** English and French name of the same job. */
export const ROLES: readonly (readonly [en: string, fr: string])[] = [
  ['Data Engineer', 'Ingénieur data'],
  ['Data Scientist', 'Data scientist'],
  ['Data Analyst', 'Analyste data'],
  ['Data Architect', 'Architecte data'],
  ['Data Steward', 'Data steward'],
  ['Data Product Manager', 'Chef de produit data'],
  ['Data Platform Developer', 'Développeur plateforme data'],
  ['Data Quality Manager', 'Responsable qualité data'],
  ['Data Protection Officer', 'Délégué à la protection des data'],
  ['Data Governance Lead', 'Pilote gouvernance data'],
  ['Data Journalist', 'Journaliste data'],
  ['Data Center Technician', 'Technicien data center'],
  ['Data Entry Clerk', 'Opérateur de saisie data'],
  ['Data Migration Consultant', 'Consultant migration data'],
  ['Data Visualisation Designer', 'Designer data visualisation'],
  ['Big Data Administrator', 'Administrateur big data'],
  ['Clinical Data Manager', 'Gestionnaire de data cliniques'],
  ['Master Data Specialist', 'Spécialiste master data'],
  ['Marketing Data Strategist', 'Stratège data marketing'],
  ['Data Sales Executive', 'Commercial solutions data'],
  ['Data Trainer', 'Formateur data'],
  ['Data Legal Counsel', 'Juriste data'],
  ['Data Recruiter', 'Recruteur data'],
  ['Data Support Agent', 'Agent support data'],
  ['Geospatial Data Surveyor', 'Géomètre data'],
  ['Financial Data Controller', 'Contrôleur data financières'],
  ['Data Ethics Researcher', 'Chercheur éthique des data'],
  ['Data Operations Planner', 'Planificateur opérations data'],
  ['Data Network Specialist', 'Spécialiste réseaux data'],
  ['Research Data Librarian', 'Bibliothécaire data de recherche'],
]

export const TEAMS: readonly (readonly [en: string, fr: string])[] = [
  ['Payments', 'Paiements'],
  ['Platform', 'Plateforme'],
  ['Growth', 'Croissance'],
  ['Energy', 'Énergie'],
  ['Mobility', 'Mobilité'],
  ['Health', 'Santé'],
  ['Retail', 'Distribution'],
  ['Logistics', 'Logistique'],
  ['Insurance', 'Assurance'],
  ['Education', 'Éducation'],
]

const lists = (en: string, fr: string) => ({ en: en.split('|'), fr: fr.split('|') })
export const VERBS = lists(
  'Design|Own|Improve|Document|Automate|Review|Migrate|Monitor|Simplify|Launch|Coordinate|Negotiate',
  'Concevoir|Piloter|Améliorer|Documenter|Automatiser|Relire|Migrer|Surveiller|Simplifier|Lancer|Coordonner|Négocier',
)
export const OBJECTS = lists(
  'the billing pipeline|our quarterly forecasts|the onboarding journey|the fleet of sensors|a catalogue of reusable parts|the audit trail|supplier contracts|incident reviews|our pricing models|the mobile checkout|training sessions|the regional stock plan|compliance reports|the partner portal|night-shift schedules|our recommendation engine|the returns process|laboratory protocols|the customer newsletter|the maintenance backlog',
  'la chaîne de facturation|nos prévisions trimestrielles|le parcours d’intégration|le parc de capteurs|un catalogue de pièces réutilisables|la piste d’audit|les contrats fournisseurs|les revues d’incident|nos modèles de prix|le paiement mobile|les sessions de formation|le plan de stock régional|les rapports de conformité|le portail partenaires|les plannings de nuit|notre moteur de recommandation|le traitement des retours|les protocoles de laboratoire|la lettre aux clients|le carnet de maintenance',
)
export const PURPOSES = lists(
  'with three neighbouring teams|for customers in eleven countries|before the summer peak|so that errors fall by half|together with our clinicians|from the first sketch to production|under tight budgets|following ISO guidelines|with weekly demos|for a public tender|in a fully paperless way|while mentoring two colleagues|alongside the finance department|to open a second site|after every release|on a tight feedback loop',
  'avec trois équipes voisines|pour des clients de onze pays|avant le pic de l’été|afin de diviser les erreurs par deux|aux côtés de nos cliniciens|de la première esquisse à la production|avec un budget serré|selon les normes ISO|avec une démonstration par semaine|pour un marché public|sans aucun papier|en accompagnant deux collègues|en lien avec la direction financière|pour ouvrir un deuxième site|après chaque livraison|au plus près des retours',
)
/** What companies say of themselves. */
export const ABOUT = {
  en: {
    trades:
      'repairs bicycles for whole cities|grows mushrooms in former car parks|insures small boats|prints spare parts for hospitals|maps the sea bed|roasts coffee for offices|runs libraries on wheels|designs quiet ventilation|tests drinking water|restores old cinemas|leases cargo trams|teaches sign language online'.split(
        '|',
      ),
    owners:
      'and has been owned by its staff since|and has belonged to one family since|and has been a cooperative since|and has been listed since|and has worked for the state since'.split(
        '|',
      ),
    places:
      'You will find us beside a canal, with a canteen that people travel for.|Our workshop is a former mill.|We share a roof garden with two schools.|Our office has no walls, and a dog.|Half of us live by the sea.|We meet each quarter in another town.'.split(
        '|',
      ),
  },
  fr: {
    trades:
      'répare les vélos de villes entières|cultive des champignons dans d’anciens parkings|assure de petits bateaux|imprime des pièces de rechange pour les hôpitaux|cartographie les fonds marins|torréfie du café pour les bureaux|conduit des bibliothèques itinérantes|dessine des ventilations silencieuses|analyse l’eau potable|restaure de vieux cinémas|loue des tramways de fret|enseigne la langue des signes en ligne'.split(
        '|',
      ),
    owners:
      'et appartient à ses salariés depuis|et appartient à la même famille depuis|et vit en coopérative depuis|et est cotée en bourse depuis|et travaille pour l’État depuis'.split(
        '|',
      ),
    places:
      'Nous sommes au bord d’un canal, avec une cantine pour laquelle on fait le déplacement.|Notre atelier est un ancien moulin.|Nous partageons un toit-jardin avec deux écoles.|Nos bureaux n’ont pas de murs, mais un chien.|La moitié d’entre nous vit au bord de la mer.|Nous nous retrouvons chaque trimestre dans une autre ville.'.split(
        '|',
      ),
  },
}
export const SKILLS: readonly string[] =
  'Python|SQL|TypeScript|Kafka|Terraform|Excel|SAP|Figma|Kubernetes|PostgreSQL|Airflow|Salesforce|AutoCAD|Power BI|Java|Go|Rust|Ansible|Photoshop|MongoDB'.split(
    '|',
  )
export const COMPANY_NAMES: readonly string[] =
  'Aldebaran|Borealis|Cassiopee|Deneb|Eridan|Fornax|Galatee|Hyperion|Icare|Jupiter|Kepler|Lyre|Mimas|Nereide|Orion|Pegase|Quasar|Rigel|Sirius|Titania|Umbriel|Vega|Wolf|Xanthe|Ymir|Zenith'.split(
    '|',
  )
export const COMPANY_KINDS: readonly string[] = 'Robotics|Santé|Mobility|Énergies|Foods|Analytics|Studio|Logistique|Assurances|Systems'.split('|')

/** What generated advertisements are made of, each in French and in English. */
export type Both = readonly [fr: string, en: string]

export interface Role {
  name: Both
  skills: readonly string[]
  /** Works that a company looks for beside it, with much of the same text. */
  others: readonly Both[]
}

const role = (fr: string, en: string, skills: string, ...others: Both[]): Role => ({ name: [fr, en], skills: skills.split(' '), others })

export const ROLES: readonly Role[] = [
  role('Développeur PHP', 'PHP developer', 'PHP Symfony MySQL Docker', ['Développeur .NET', '.NET developer'], ['Testeur', 'Tester']),
  role(
    'Analyste de données',
    'Data analyst',
    'SQL Tableau Python Excel',
    ['Data scientist', 'Data scientist'],
    ['Analyste financier', 'Financial analyst'],
  ),
  role('Administrateur réseaux', 'Network administrator', 'Cisco Linux Fortinet VPN', ['Administrateur systèmes', 'System administrator']),
  role('Chef de projet digital', 'Digital project manager', 'Jira Scrum Figma', ['Chef de produit digital', 'Digital product manager']),
  role(
    'Développeur Android',
    'Android developer',
    'Kotlin Android Gradle',
    ['Développeur iOS', 'iOS developer'],
    ['Développeur Flutter', 'Flutter developer'],
  ),
  role('Technicien de maintenance', 'Maintenance technician', 'Hydraulique Automate Soudure', ['Technicien qualité', 'Quality technician']),
  role('Assistant de direction', 'Executive assistant', 'Excel Outlook SAP', ['Assistant commercial', 'Sales assistant']),
  role('Conducteur de ligne', 'Line driver', 'ISO9001 SAP', ['Conducteur de train', 'Train driver']),
  role('Acheteur', 'Buyer', 'SAP Excel Négociation', ['Approvisionneur', 'Supply planner']),
  role(
    'Ingénieur qualité',
    'Quality engineer',
    'ISO9001 AMDEC Excel',
    ['Ingénieur production', 'Production engineer'],
    ['Ingénieur sécurité', 'Security engineer'],
  ),
  role('Électricien', 'Electrician', 'Câblage Habilitation', ['Plombier', 'Plumber'], ['Soudeur', 'Welder']),
  role('Contrôleur de gestion', 'Financial controller', 'Excel SAP PowerBI', ['Comptable', 'Accountant']),
  role(
    'Architecte cloud',
    'Cloud architect',
    'AWS Azure Terraform',
    ['Ingénieur cloud', 'Cloud engineer'],
    ['Architecte logiciel', 'Software architect'],
  ),
  role('Pharmacien', 'Pharmacist', 'Officine', ['Préparateur en pharmacie', 'Pharmacy technician']),
]

export const COMPANIES =
  'Orvane Talwin Brisemer Castelune Delvaux Ekilibre Farandol Gaspardin Hélioz Ixelune Jorvik Kermadec Lunaris Mossberg Nivernel Ostrelle Pavlin Querelle Rivemont Solvanne Tournesol Ullmark Verdemain Wistaria'.split(
    ' ',
  )
export const RECRUITERS = ['Randstad', 'Hays', 'Page Personnel', 'Expectra', 'Atlas Recrutement', 'Corail Intérim', 'Nova Talents']
export const LEGAL_FORMS = ['SAS', 'SA', 'S.A.S.', 'GmbH', 'Ltd', 'Group']

/** A town, and how else it is written. */
export const TOWNS: readonly (readonly [string, ...string[]])[] = [
  ['Paris', 'Paris 11e Arrondissement', '75 - Paris', 'PARIS', 'Île-de-France'],
  ['Lyon', '69007 Lyon', 'Lyon, France', 'Lyon 7e'],
  ['Marseille', '13 - Marseille', 'Marseille 8e Arrondissement'],
  ['Toulouse', '31000 Toulouse', 'Toulouse, Occitanie, France'],
  ['Lille', '59 - Lille', 'LILLE'],
  ['Strasbourg', 'Strasbourg, Grand Est'],
  ['Genève', 'Geneva, Switzerland', 'Geneva'],
  ['Londres', 'London', 'London, UK'],
  ['Munich, Germany', 'München', 'Munich'],
  ['Montpellier', '34000 Montpellier'],
  ['Saint-Étienne', 'St-Etienne', '42 - Saint-Étienne'],
  ['Dijon', '21000 Dijon', 'Dijon, Bourgogne-Franche-Comté'],
]

/** Of a company: `{c}` its name, `{n}` a number. */
export const ABOUT: readonly Both[] = [
  ['{c} conçoit depuis {n} ans des solutions pour la filière bois.', '{c} has designed solutions for the timber industry for {n} years.'],
  ['Nos {n} collaborateurs travaillent dans quatre pays.', 'Our {n} colleagues work in four countries.'],
  ["Chez {c}, l'erreur fait partie de l'apprentissage.", 'At {c}, mistakes are a part of learning.'],
  ['{c} est une coopérative qui appartient à ses {n} salariés.', '{c} is a cooperative owned by its {n} employees.'],
  ['Nous équipons un hôpital français sur {n}.', 'We equip one hospital in {n} throughout Europe.'],
  ['Notre croissance a atteint {n} % l’an dernier sans lever de fonds.', 'We grew by {n}% last year without outside money.'],
  ['{c} réunit {n} ateliers et un centre de recherche.', '{c} has {n} workshops and a research centre.'],
  [
    'La charte de {c} garantit un traitement équitable de chaque candidature.',
    'The charter of {c} guarantees that each application is treated fairly.',
  ],
]
/** Of the work: `{s}` a skill, `{n}` a number. */
export const WORK: readonly Both[] = [
  ['Vous prenez en charge le planning de {n} chantiers simultanés.', 'You take charge of the planning of {n} projects at once.'],
  ['Vous utilisez {s} chaque jour avec une équipe de {n} personnes.', 'You use {s} every day in a team of {n} people.'],
  ['Vous rédigez les procédures et les tenez à jour.', 'You write the procedures and keep them up to date.'],
  ['Vous présentez vos résultats au comité tous les {n} jours.', 'You present your results to the board every {n} days.'],
  ['Vous formez les nouveaux arrivants à {s}.', 'You train newcomers in {s}.'],
  ['Vous réduisez les délais de livraison de {n} % en deux ans.', 'You reduce delivery times by {n}% within two years.'],
  ['Vous animez un rituel hebdomadaire avec les ateliers.', 'You run a weekly meeting with the workshops.'],
  ['Vous répondez aux appels des clients les plus exigeants.', 'You answer the calls of the most demanding customers.'],
  ["Vous préparez l'audit annuel avec le service juridique.", 'You prepare the yearly audit with the legal department.'],
  ['Vous choisissez les fournisseurs et négociez {n} contrats par an.', 'You choose suppliers and negotiate {n} contracts a year.'],
  ['Vous mettez en place des indicateurs que chacun comprend.', 'You set up indicators that everybody understands.'],
  ['Vous remplacez peu à peu un outil vieux de {n} ans.', 'You replace, step by step, a tool that is {n} years old.'],
  ['Vous passez un jour par semaine sur le terrain.', 'You spend one day a week in the field.'],
  ['Vous contribuez au choix des machines de la prochaine usine.', 'You help to choose the machines of the next plant.'],
  ['Vous garantissez la sécurité de {n} postes de travail.', 'You keep {n} workplaces safe.'],
  ['Vous participez à la veille sur {s} et partagez vos découvertes.', 'You follow what is new in {s} and share what you find.'],
  ['Vous tenez un budget de {n} milliers d’euros.', 'You manage a budget of {n} thousand euros.'],
  ['Vous corrigez les anomalies signalées par le support.', 'You fix the problems that support reports.'],
]
export const PROFILE: readonly Both[] = [
  ['Vous avez une formation technique et le goût du travail bien fait.', 'You have a technical education and like work well done.'],
  ['Une première expérience de {s} est indispensable.', 'A first experience with {s} is required.'],
  ['Vous êtes à l’aise à l’oral comme à l’écrit.', 'You speak as well as you write.'],
  ['La connaissance de {s} fera la différence.', 'Knowing {s} will make the difference.'],
  ['Vous savez dire non avec le sourire.', 'You know how to say no with a smile.'],
  ['Vous lisez un plan sans aide et vous aimez les chiffres.', 'You read a plan without help and you like figures.'],
  ['Le permis B est nécessaire pour les déplacements.', 'A driving licence is needed for travelling.'],
  ['Votre curiosité compte plus que votre diplôme.', 'Your curiosity counts for more than your degree.'],
]
export const PERKS: readonly Both[] = [
  ['Nous offrons {n} jours de congé et une mutuelle prise en charge.', 'We offer {n} days of leave and health insurance.'],
  ['Deux jours de télétravail par semaine sont possibles.', 'Two days a week from home are possible.'],
  ['Le vélo de fonction est à vous au bout de {n} mois.', 'The company bicycle is yours after {n} months.'],
  ['La cantine est bio et le café est bon.', 'The canteen is organic and the coffee is good.'],
]
export const RECRUITER_TEXT: readonly Both[] = [
  ['{c} accompagne les candidats depuis {n} ans dans leur recherche.', '{c} has helped candidates to find work for {n} years.'],
  ['Notre client recrute et nous a confié cette mission.', 'Our client is hiring and has entrusted us with this search.'],
]
export const FOOTERS: readonly Both[] = [
  ['Postulez en ligne en quelques minutes, réponse garantie sous huit jours.', 'Apply online within minutes, you get an answer within eight days.'],
  ['Cette annonce a été diffusée par un partenaire du site.', 'This advertisement was published by a partner of the site.'],
]

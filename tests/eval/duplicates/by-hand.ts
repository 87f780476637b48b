import { ADS, type AdName } from './ads.ts'
import { type Pair, type Side, teaser } from './pair.ts'
import { TRANSLATED } from './translated-ads.ts'

let number = 4_100_000
/** The advertisement where its company puts it up, and where others repeat it. Each time another listing. */
const atCompany = (ad: AdName, said: Side = {}): Side => {
  const id = ++number
  return { ...ADS[ad], source: 'greenhouse', nativeId: `${ad}:${id}`, url: `https://boards.greenhouse.io/${ad}/jobs/${id}`, ...said }
}
const atAggregator = (ad: AdName, said: Side = {}): Side => {
  const id = `${ad}-${++number % 10_000}`
  return { ...ADS[ad], source: 'arbeitnow', nativeId: id, url: `https://www.arbeitnow.com/jobs/${id}`, ...said }
}
const atBoard = (ad: AdName, said: Side = {}): Side => {
  const id = `${++number}`.slice(-3).concat('QXKP')
  return { ...ADS[ad], source: 'france-travail', nativeId: id, url: `https://candidat.francetravail.fr/offres/recherche/detail/${id}`, ...said }
}
const onPage = (ad: AdName, url: string, said: Side = {}): Side => ({ ...ADS[ad], source: 'page', nativeId: null, url, ...said })
const textOf = (ad: AdName): string => ADS[ad].description
const pair = (kind: string, same: boolean, one: Side, other: Side): Pair => ({ kind, same, one, other })

/** The same advertisement under the title of another board. */
const RETITLED: [AdName, string][] = [
  ['dataEngineer', 'Data Engineer (m/f/d)'],
  ['dataEngineer', 'DATA ENGINEER - Lyon'],
  ['dataEngineer', 'Data Engineer @ Nordwave'],
  ['dataEngineerFr', 'Ingénieur·e data'],
  ['dataEngineerFr', 'Ingénieure Data (F/H) - CDI'],
  ['nurse', 'Infirmier / Infirmière de nuit'],
  ['nurse', 'INFIRMIER(E) DE NUIT'],
  ['nurse', 'Infirmière de nuit F/H Nantes'],
  ['javaDeveloper', 'Développeur·euse Java (F/H)'],
  ['javaDeveloper', 'Developpeur JAVA H/F'],
  ['javaDeveloper', 'Développeuse Java'],
  ['cook', 'Cuisinier/ère'],
  ['cook', 'Cuisinière (H/F)'],
  ['cook', 'URGENT : cuisinier'],
  ['productManager', 'Product Manager - Booking'],
  ['productManager', 'Product Manager (all genders)'],
  ['accountant', 'Comptable fournisseurs H/F - Rennes'],
  ['accountant', 'Comptable Fournisseur'],
  ['backend', 'Backend engineer'],
  ['backend', 'Back-end Developer (100% remote)'],
  ['backend', 'Back End Developer'],
  ['marketing', 'Responsable marketing F/H'],
  ['salesFloor', 'Vendeuse / Vendeur en boulangerie'],
  ['salesFloor', 'Vendeur(se) en boulangerie'],
  ['mechanical', 'Mechanical Engineer (w/m/d) Zürich'],
  ['warehouse', 'Préparatrice / préparateur de commandes'],
  ['warehouse', 'Préparateurs de commandes (H/F)'],
  ['designer', 'UX Designer freelance'],
  ['designer', 'UX designer (freelance, Lille)'],
  ['internAnalyst', 'Analyste financier - stage 6 mois'],
  ['devops', 'Devops Engineer, London'],
  ['teacher', 'English Teacher (maternity cover)'],
]
/** Another opening whose text is the same but for a few words. */
const OTHER_TITLE: [AdName, string, string, string][] = [
  ['dataEngineer', 'Senior data engineer', 'some years', 'eight years'],
  ['dataEngineer', 'Data analyst', 'builds the pipelines', 'reads the reports'],
  ['dataEngineer', 'Lead data engineer', 'You take part in', 'You lead'],
  ['dataEngineer', 'Junior Data Engineer', 'some years', 'a few months'],
  ['dataEngineerFr', 'Ingénieur réseau (H/F)', 'les chaînes', 'le réseau'],
  ['nurse', 'Infirmier de jour (H/F)', 'nuit', 'jour'],
  ['nurse', 'Aide-soignant de nuit (H/F)', 'titulaire du diplôme d', 'aide-soignant, vous avez le diplôme d'],
  ['nurse', 'Cadre de santé', 'vous assurez', 'vous encadrez'],
  ['javaDeveloper', 'Développeur Python', 'Java 21 et Spring Boot', 'Python et Django'],
  ['javaDeveloper', 'Développeur Java senior', 'trois ans', 'huit ans'],
  ['javaDeveloper', 'Développeur JavaScript', 'Java 21 et Spring Boot', 'TypeScript et React'],
  ['javaDeveloper', 'Architecte Java', 'développer les services', 'concevoir les services'],
  ['cook', 'Chef pâtissier', 'les entrées et les desserts', 'les desserts'],
  ['cook', 'Serveur', 'Vous préparez', 'Vous servez'],
  ['productManager', 'Senior Product Manager', 'four years', 'seven years'],
  ['productManager', 'Product designer', 'product manager', 'product designer'],
  ['productManager', 'Head of Product', 'booking squad', 'product group'],
  ['accountant', 'Comptable clients', 'factures', 'encaissements'],
  ['accountant', 'Assistant comptable fournisseurs', 'trois ans', 'un an'],
  ['backend', 'Frontend developer', 'Go', 'TypeScript'],
  ['backend', 'Staff Backend Engineer', 'solid knowledge', 'deep knowledge'],
  ['backend', 'Backend developer - Payments', 'documents team', 'payments team'],
  ['marketing', 'Assistant marketing', 'sept ans', 'un an'],
  ['marketing', 'Responsable commercial', 'la stratégie', 'les ventes'],
  ['salesFloor', 'Responsable de boulangerie', 'Vous accueillez', 'Vous encadrez ceux qui accueillent'],
  ['mechanical', 'Electrical engineer', 'mechanical engineering', 'electrical engineering'],
  ['warehouse', 'Cariste', 'CACES 1 est apprécié', 'CACES 3 est exigé'],
  ['designer', 'UX researcher', 'concevez les écrans', 'menez les études'],
  ['internAnalyst', 'Analyste financier', 'Stage de six mois', 'CDI'],
  ['devops', 'Principal DevOps engineer', 'have run', 'have long run'],
  ['teacher', 'French teacher', 'English', 'French'],
]
/** A company's name as others write it. */
const SAME_COMPANY: [AdName, string][] = [
  ['dataEngineer', 'Nordwave SAS'],
  ['dataEngineer', 'NORDWAVE'],
  ['nurse', 'Clinique Des Tilleuls (Nantes)'],
  ['javaDeveloper', 'Banque Mirabel S.A.'],
  ['cook', 'SARL Maison Perlin'],
  ['accountant', 'TRANSPORTS GARREL'],
  ['mechanical', 'Helvadrive'],
  ['productManager', 'Ferryline GmbH'],
  ['devops', 'Skerry Games Ltd.'],
  ['marketing', 'Groupe Laiterie du Vercors'],
]
const OTHER_COMPANY: [AdName, string][] = [
  ['dataEngineer', 'Southwave'],
  ['nurse', 'Clinique des Marronniers'],
  ['cook', 'Maison Vauban'],
  ['accountant', 'Transports Lemoine'],
  ['salesFloor', 'Boulangeries Lagarde'],
  ['teacher', 'Maple School'],
  ['warehouse', 'Logistique Bretonne'],
]
const SAME_PLACE: [AdName, string][] = [
  ['dataEngineer', 'Lyon 3e Arrondissement'],
  ['dataEngineer', '69003 Lyon'],
  ['dataEngineer', 'Lyon, Auvergne-Rhône-Alpes, France'],
  ['nurse', '44 - Nantes'],
  ['javaDeveloper', 'Paris 9e'],
  ['javaDeveloper', 'Île-de-France'],
  ['mechanical', 'Zurich'],
  ['devops', 'Londres'],
  ['teacher', 'Bruxelles'],
  ['productManager', 'Berlin'],
  ['accountant', 'Bretagne'],
  ['marketing', 'GRENOBLE'],
]
const OTHER_PLACE: [AdName, string][] = [
  ['dataEngineer', 'Marseille'],
  ['nurse', 'Saint-Nazaire'],
  ['javaDeveloper', 'Lille'],
  ['cook', 'Arcachon'],
  ['productManager', 'Hamburg, Germany'],
  ['accountant', 'Nantes'],
  ['salesFloor', 'Albi'],
  ['salesFloor', 'Montauban'],
  ['mechanical', 'Bern, Switzerland'],
  ['warehouse', 'Quimper'],
  ['devops', 'Manchester, UK'],
  ['marketing', 'Occitanie'],
  ['teacher', 'Antwerp, Belgium'],
]
/** Who recruits, what stands above its text, and how it calls the company. */
const AGENCIES: [AdName, string, string, [string, string]][] = [
  ['nurse', 'Adecco Médical', 'Notre agence recrute pour son client :', ['clinique des Tilleuls', 'clinique']],
  ['javaDeveloper', 'Michael Page', 'Notre client, une banque française, renforce ses équipes.', ['Banque Mirabel', 'banque']],
  ['accountant', 'Fed Finance', "Fed Finance recherche pour l'un de ses clients :", ['Transports Garrel', 'Notre client']],
  ['warehouse', 'Manpower Brest', 'Votre agence recherche :', ['Logistique Armor', 'Notre client']],
  ['mechanical', 'Alpine Recruiting', 'For our client we are looking for a colleague.', ['Helvadrive', 'Our client']],
  ['productManager', 'Harbour Talent', 'Our client is a travel company.', ['Ferryline', 'Our client']],
  ['cook', 'Sud Intérim', 'Nous recrutons pour un restaurant bordelais.', ['Maison Perlin', 'Notre client']],
  ['devops', 'Computer Futures', 'An established studio is hiring.', ['Skerry Games', 'The studio']],
  ['salesFloor', 'Randstad', 'Randstad recherche pour son client :', ['Les boulangeries Aubépine', 'Ces boulangeries']],
]
const SHORTENED: [AdName, number][] = [
  ['dataEngineer', 160],
  ['nurse', 250],
  ['javaDeveloper', 200],
  ['cook', 300],
  ['productManager', 250],
  ['backend', 400],
  ['marketing', 150],
  ['mechanical', 500],
  ['devops', 220],
  ['designer', 180],
]
const SHAPED: [AdName, (text: string) => string][] = [
  ['dataEngineer', (text) => text.replaceAll('. ', '.\n- ')],
  ['nurse', (text) => text.toUpperCase()],
  ['javaDeveloper', (text) => `${text}\n\nOffre publiée par un partenaire. Postulez en un clic et recevez des offres semblables chaque semaine.`],
  ['cook', (text) => text.replaceAll('é', 'e').replaceAll('è', 'e')],
  ['productManager', (text) => text.split('\n\n').toReversed().join('\n\n')],
  ['backend', (text) => `About the job\n\n${text}\n\nBenefits: remote, six weeks off. Apply now!`],
  ['teacher', (text) => text.replaceAll('IB', 'International Baccalaureate')],
]

const day = (n: number) => new Date(Date.UTC(2026, 9, n)).toISOString()
/** Put up again at the same source under a new id: after the former was gone, or beside it. */
const REPOSTED: AdName[] = ['dataEngineer', 'nurse', 'javaDeveloper', 'cook', 'backend', 'salesFloor']
const BESIDE: AdName[] = ['accountant', 'warehouse', 'nurse', 'productManager', 'devops', 'marketing']

/** Pairs that were written one by one: a person said of each whether it is the same opening. */
export const pairsByHand: Pair[] = [
  ...RETITLED.map(([ad, title]) => pair('title of another board', true, atCompany(ad), atAggregator(ad, { title }))),
  ...OTHER_TITLE.map(([ad, title, from, to]) => {
    const description = textOf(ad).replaceAll(from, to)
    const contract_type = /^stage/i.test(ADS[ad].title) ? 'permanent' : ADS[ad].contract_type
    return pair('other opening, same text', false, atCompany(ad), atAggregator(ad, { title, description, contract_type }))
  }),
  ...SAME_COMPANY.map(([ad, company]) => pair('company written otherwise', true, atCompany(ad), atBoard(ad, { company }))),
  ...OTHER_COMPANY.map(([ad, company]) =>
    pair('other company, same text', false, atCompany(ad), atBoard(ad, { company, description: textOf(ad).replaceAll(ADS[ad].company, company) })),
  ),
  ...SAME_PLACE.map(([ad, location]) => pair('place written otherwise', true, atCompany(ad), atAggregator(ad, { location }))),
  ...OTHER_PLACE.map(([ad, location]) => pair('same title in another town', false, atCompany(ad), atAggregator(ad, { location }))),
  ...AGENCIES.map(([ad, company, above, [name, client]]) =>
    pair('recruiter for a client', true, atCompany(ad), atBoard(ad, { company, description: `${above} ${textOf(ad).replaceAll(name, client)}` })),
  ),
  pair(
    'recruiter for another client',
    false,
    atCompany('accountant'),
    atBoard('accountant', { company: 'Fed Finance', description: textOf('cook') }),
  ),
  pair('recruiter in another town', false, atCompany('warehouse'), atBoard('warehouse', { company: 'Manpower', location: 'Lorient' })),
  pair('recruiter for another level', false, atCompany('javaDeveloper'), atBoard('javaDeveloper', { company: 'Hays', title: 'Tech lead Java' })),
  pair('two recruiters, one client', true, atBoard('nurse', { company: 'Adecco Médical' }), atAggregator('nurse', { company: 'Randstad Santé' })),
  pair('company not said', true, atCompany('designer'), onPage('designer', 'https://freelances.example/missions/ux-lille', { company: null })),
  pair(
    'company not said',
    false,
    atCompany('designer'),
    onPage('designer', 'https://freelances.example/missions/ux-nice', { company: null, location: 'Nice' }),
  ),
  ...SHORTENED.map(([ad, length]) => pair('text cut short', true, atCompany(ad), atAggregator(ad, { description: teaser(textOf(ad), length) }))),
  ...(['dataEngineer', 'cook', 'devops', 'accountant'] as const).map((ad) =>
    pair('no text', true, atCompany(ad), atAggregator(ad, { description: null })),
  ),
  ...(['nurse', 'javaDeveloper', 'salesFloor'] as const).map((ad) =>
    pair('no text, another town', false, atCompany(ad), atAggregator(ad, { description: null, location: 'Strasbourg' })),
  ),
  ...SHAPED.map(([ad, shape]) => pair('text shaped otherwise', true, atCompany(ad), atAggregator(ad, { description: shape(textOf(ad)) }))),
  ...REPOSTED.map((ad) =>
    pair(
      'put up again',
      true,
      atCompany(ad, { from: day(1), until: day(12), posted_at: day(1) }),
      atCompany(ad, { from: day(20), until: day(30), posted_at: day(20) }),
    ),
  ),
  ...BESIDE.map((ad) =>
    pair(
      'two at once at one source',
      false,
      atCompany(ad, { from: day(1), until: day(25), posted_at: day(1) }),
      atCompany(ad, { from: day(3), until: day(25), posted_at: day(3) }),
    ),
  ),
  pair('put up again elsewhere', false, atCompany('salesFloor', { until: day(9) }), atCompany('salesFloor', { from: day(20), location: 'Pau' })),
  pair(
    'put up again, rewritten',
    false,
    atCompany('cook', { until: day(9) }),
    atCompany('cook', { from: day(20), description: textOf('accountant') }),
  ),
  ...TRANSLATED.map(([ad, said]) => pair('translated', true, atCompany(ad), atAggregator(ad, said))),
  ...TRANSLATED.slice(0, 4).map(([ad, said]) =>
    pair('translated, another town', false, atCompany(ad), atAggregator(ad, { ...said, location: 'Madrid' })),
  ),
  pair(
    'translated, other work',
    false,
    atCompany('javaDeveloper'),
    atAggregator('javaDeveloper', { ...TRANSLATED[1]?.[1], title: 'Java architect' }),
  ),
  pair(
    'internship and job',
    false,
    atCompany('javaDeveloper', { title: 'Stage développeur Java', contract_type: 'internship' }),
    atAggregator('javaDeveloper'),
  ),
  pair('internship and job', false, atCompany('dataEngineer'), atAggregator('dataEngineer', { title: 'Data engineer intern', contract_type: null })),
  pair('internship and job', false, atCompany('marketing', { title: 'Alternance - Responsable marketing' }), atBoard('marketing')),
  pair('permanent and fixed-term', false, atCompany('accountant'), atBoard('accountant', { contract_type: 'fixed-term' })),
  pair('permanent and temporary', false, atCompany('warehouse'), atBoard('warehouse', { contract_type: 'permanent' })),
  pair('temporary said of a fixed term', true, atCompany('cook', { contract_type: 'temporary' }), atBoard('cook')),
  pair('temporary said of a fixed term', true, atCompany('warehouse', { contract_type: 'fixed-term' }), atAggregator('warehouse')),
  pair('temporary said of a fixed term', true, atCompany('cook', { contract_type: 'temporary' }), atAggregator('cook', { description: null })),
  pair('temporary beside a fixed term', false, atCompany('cook', { contract_type: 'temporary' }), atBoard('cook', { title: 'Chef de cuisine' })),
  pair('temporary beside a fixed term', false, atCompany('warehouse'), atBoard('warehouse', { contract_type: 'fixed-term', location: 'Quimper' })),
  pair('temporary beside an internship', false, atCompany('warehouse'), atBoard('warehouse', { contract_type: 'internship' })),
  pair('contract not said', true, atCompany('accountant'), atBoard('accountant', { contract_type: null })),
  pair('other pay', false, atCompany('cook', { salary: pay(2_000, 2_200) }), atBoard('cook', { salary: pay(2_900, 3_100) })),
  pair('pay said in part', true, atCompany('cook', { salary: pay(2_000, 2_200) }), atBoard('cook', { salary: pay(2_100, null) })),
  pair(
    'same address',
    true,
    atCompany('devops', { url: 'https://skerry.example/jobs/7?utm_source=x' }),
    onPage('devops', 'https://www.skerry.example/jobs/7/'),
  ),
  pair('address named by another', true, atCompany('teacher', { url: 'https://linden.example/t/9' }), {
    ...atAggregator('teacher', { company: null, description: null }),
    alternative_urls: ['https://linden.example/t/9'],
  }),
  pair(
    'number in the address',
    true,
    atCompany('backend', { nativeId: 'quillio:5550123', url: 'https://boards.greenhouse.io/quillio/jobs/5550123' }),
    {
      ...onPage('backend', 'https://quillio.example/careers?gh_jid=5550123', { description: null, location: null, remote: null }),
    },
  ),
  pair(
    'same id',
    true,
    atCompany('marketing', { nativeId: 'vercors:77' }),
    atCompany('marketing', { nativeId: 'vercors:77', title: 'Directeur marketing' }),
  ),
  pair(
    'two pages of one site',
    false,
    onPage('cook', 'https://perlin.example/emplois/cuisinier-1'),
    onPage('cook', 'https://perlin.example/emplois/cuisinier-2'),
  ),
  pair(
    'one page in two languages',
    true,
    onPage('mechanical', 'https://helva.example/en/jobs/12'),
    onPage('mechanical', 'https://helva.example/fr/jobs/12'),
  ),
  pair(
    'several on one page',
    false,
    onPage('cook', 'https://perlin.example/emplois'),
    onPage('cook', 'https://perlin.example/emplois', { title: 'Plongeur' }),
  ),
  pair('several towns', true, atCompany('devops', { location: 'London, UK; Bristol, UK' }), atAggregator('devops', { location: 'Bristol' })),
  pair('remote, said by both', true, atCompany('backend'), atAggregator('backend', { location: 'Anywhere', description: null })),
  pair('remote, place said by one', true, atCompany('backend', { location: 'Paris' }), atAggregator('backend', { location: null })),
  pair('a part of the company', true, atCompany('javaDeveloper'), atBoard('javaDeveloper', { company: 'Mirabel' })),
  pair('nothing in common', false, atCompany('cook'), atAggregator('devops')),
  pair('nothing in common', false, atCompany('javaDeveloper'), atAggregator('internAnalyst')),
]

function pay(min: number, max: number | null) {
  return { min, max, currency: 'EUR', period: 'month' } as const
}

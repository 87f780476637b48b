import type { SomeOffer } from '../../support/collected-offers.ts'

/** Advertisements written by hand, as their company puts them up: what the pairs by hand are made of. */
export const ADS = {
  dataEngineer: {
    title: 'Data engineer',
    company: 'Nordwave',
    location: 'Lyon',
    contract_type: 'permanent',
    language: 'en',
    skills: ['Python', 'SQL', 'Airflow', 'AWS'],
    description:
      'Nordwave measures the swell of the North Sea and tells wind farms when their crews can go out. Our platform team is looking for someone who builds the pipelines that bring twelve thousand buoys into one warehouse.\n\nYou will design batch and streaming jobs in Python and Airflow, keep the models in SQL tidy, and watch over the costs of our AWS accounts. You take part in the on-call rota one week in six.\n\nYou have worked with data in production for some years, you write tests without being asked, and you like to explain what you do to meteorologists who have never seen a query plan. French is useful, English is what we speak.\n\nWe offer four weeks of leave, a train pass, and lunch on Thursdays.',
  },
  dataEngineerFr: {
    title: 'Ingénieur data (H/F)',
    company: 'Nordwave',
    location: 'Lyon',
    contract_type: 'permanent',
    language: 'fr',
    skills: ['Python', 'SQL', 'Airflow', 'AWS'],
    description:
      "Nordwave mesure la houle de la mer du Nord et dit aux parcs éoliens quand leurs équipes peuvent sortir. Notre équipe plateforme cherche une personne qui construit les chaînes par lesquelles douze mille bouées arrivent dans un seul entrepôt.\n\nVous concevez des traitements par lots et en flux avec Python et Airflow, vous tenez les modèles SQL en ordre et vous surveillez les coûts de nos comptes AWS. Vous prenez part à l'astreinte une semaine sur six.\n\nVous avez travaillé quelques années avec des données en production, vous écrivez des tests sans qu'on vous le demande, et vous aimez expliquer votre travail à des météorologues qui n'ont jamais vu un plan de requête.",
  },
  nurse: {
    title: 'Infirmier de nuit (H/F)',
    company: 'Clinique des Tilleuls',
    location: 'Nantes',
    contract_type: 'permanent',
    language: 'fr',
    skills: [],
    description:
      "La clinique des Tilleuls compte 96 lits de médecine et de soins de suite au bord de l'Erdre. Au sein d'une équipe de deux infirmiers et trois aides-soignants, vous assurez les soins de nuit, la surveillance des patients et les transmissions du matin.\n\nVous êtes titulaire du diplôme d'État. Une première expérience en médecine est appréciée, les débutants motivés sont accompagnés pendant six semaines par une tutrice.\n\nCycle de trois nuits par semaine, un week-end sur deux, reprise de l'ancienneté à 100 %, prime de nuit, parking et restaurant d'entreprise. Le poste est à pourvoir dès que possible.",
  },
  javaDeveloper: {
    title: 'Développeur Java',
    company: 'Banque Mirabel',
    location: 'Paris',
    contract_type: 'permanent',
    language: 'fr',
    skills: ['Java', 'Spring', 'Kafka', 'PostgreSQL'],
    description:
      "La direction des paiements de la Banque Mirabel refond son moteur de virements instantanés. Vous rejoignez une équipe de huit personnes qui livre en production deux fois par semaine.\n\nVos missions : développer les services Java 21 et Spring Boot qui valident les ordres, publier les événements sur Kafka, optimiser les requêtes PostgreSQL et participer aux revues de code. Vous contribuez à la documentation des interfaces avec les banques partenaires.\n\nDe formation bac+5, vous justifiez d'une expérience de trois ans dans un environnement exigeant sur la disponibilité. Vous connaissez les tests de contrat et l'intégration continue.\n\nTélétravail deux jours par semaine, intéressement, participation, mutuelle prise en charge à 70 %.",
  },
  cook: {
    title: 'Cuisinier',
    company: 'Maison Perlin',
    location: 'Bordeaux',
    contract_type: 'fixed-term',
    language: 'fr',
    skills: [],
    description:
      "Maison Perlin ouvre sa troisième table sur les quais de Bordeaux : quarante couverts, une carte courte qui change chaque semaine, des légumes de nos deux fermes. Vous préparez les entrées et les desserts sous la conduite du chef, tenez votre poste propre et passez les commandes du lendemain.\n\nService du midi du mardi au vendredi et deux soirs, fermé le dimanche et le lundi. CDD de huit mois, évolution possible. CAP cuisine ou deux saisons d'expérience. Repas sur place, pourboires partagés, uniforme fourni.",
  },
  productManager: {
    title: 'Product manager',
    company: 'Ferryline',
    location: 'Berlin, Germany',
    contract_type: 'permanent',
    language: 'en',
    skills: ['Figma', 'SQL', 'Jira'],
    description:
      'Ferryline sells the tickets of forty ferry companies in one checkout. As product manager of the booking squad you own what happens between the search and the boarding pass.\n\nYou talk to passengers every week, you write the problem before the solution, you decide with data what is built next and you measure what it changed. You work with one designer, six engineers and the port agents who will tell you bluntly when something is wrong.\n\nYou bring four years in product, at least two of them in e-commerce or travel, and you can read a SQL query. German is a plus. We sit near Ostkreuz and meet there on Tuesdays; the rest of the week you work from where you like.',
  },
  accountant: {
    title: 'Comptable fournisseurs',
    company: 'Transports Garrel',
    location: 'Rennes',
    contract_type: 'permanent',
    language: 'fr',
    skills: ['Excel', 'Sage'],
    description:
      "Transports Garrel, 420 camions et 11 agences dans l'Ouest, recherche un comptable fournisseurs pour son siège de Rennes. Rattaché à la cheffe comptable, vous enregistrez et rapprochez les factures, préparez les campagnes de règlement, relancez les litiges avec les agences et participez aux clôtures mensuelles.\n\nTitulaire d'un BTS comptabilité ou d'un DCG, vous avez trois ans d'expérience et maîtrisez Sage et Excel. La connaissance du transport serait un plus.\n\n35 heures, 13e mois, tickets restaurant, épargne d'entreprise.",
  },
  backend: {
    title: 'Backend developer',
    company: 'Quillio',
    location: 'Remote',
    remote: 'remote',
    contract_type: 'permanent',
    language: 'en',
    skills: ['Go', 'PostgreSQL', 'Kubernetes'],
    description:
      'Quillio helps lawyers write contracts together. We are thirty people in nine countries and have no office. The documents team needs one more backend developer for the engine that merges what several people type at the same time.\n\nThe service is written in Go, stores its history in PostgreSQL and runs on Kubernetes. You will reduce the time that a hundred-page contract takes to open, make the audit trail searchable, and review what others write with care.\n\nWe expect solid knowledge of concurrency, clear written English, and the calm to debug a production issue. We pay the same for the same work wherever you live, and everybody takes six weeks off.',
  },
  marketing: {
    title: 'Responsable marketing',
    company: 'Laiterie du Vercors',
    location: 'Grenoble',
    contract_type: 'permanent',
    language: 'fr',
    skills: [],
    description:
      "La Laiterie du Vercors transforme le lait de 58 fermes de montagne. Membre du comité de direction, vous définissez la stratégie de nos quatre marques, pilotez le budget des campagnes, travaillez les emballages avec nos agences et accompagnez les commerciaux lors des référencements en grande distribution.\n\nDe formation supérieure en commerce, vous avez au moins sept ans d'expérience dans l'alimentaire. Vous encadrez une équipe de trois personnes et vous n'avez pas peur des bottes.\n\nPoste basé à Grenoble, déplacements réguliers dans les fermes et à Paris.",
  },
  salesFloor: {
    title: 'Vendeur en boulangerie (H/F)',
    company: 'Boulangeries Aubépine',
    location: 'Toulouse',
    contract_type: 'permanent',
    language: 'fr',
    skills: [],
    description:
      "Les boulangeries Aubépine font leur pain sur place dans vingt-deux magasins du Sud-Ouest. Vous accueillez les clients, mettez en rayon, encaissez, préparez les sandwichs et gardez la boutique impeccable.\n\nVous êtes souriant, matinal et à l'aise en équipe. Une expérience de vente est un plus, nous formons tous nos nouveaux vendeurs pendant quinze jours.\n\n35 heures, deux jours de repos consécutifs, un dimanche sur deux, pain offert chaque jour, prime trimestrielle.",
  },
  mechanical: {
    title: 'Mechanical engineer',
    company: 'Helvadrive AG',
    location: 'Zürich, Switzerland',
    contract_type: 'permanent',
    language: 'en',
    skills: ['SolidWorks', 'ANSYS', 'Python'],
    description:
      'Helvadrive builds the gearboxes of cable cars and mountain railways. In the development group you design housings and shafts, calculate them with ANSYS, follow the prototypes on the test bench and support production when a tolerance does not work out.\n\nYou hold a degree in mechanical engineering and know SolidWorks by heart. Some Python for evaluating measurements helps. You speak German or French besides English, since our customers do not always write in ours.\n\nWe are 140 people in Zürich-Altstetten. Eighty per cent is possible. Half-fare travel card, good coffee, and a view of the test cable.',
  },
  warehouse: {
    title: 'Préparateur de commandes',
    company: 'Logistique Armor',
    location: 'Brest',
    contract_type: 'temporary',
    language: 'fr',
    skills: [],
    description:
      "Logistique Armor expédie chaque jour neuf mille colis pour des marques de sport. Sur notre plateforme de Brest, vous préparez les commandes à la douchette, contrôlez les quantités, filmez les palettes et tenez votre allée propre.\n\nPort de charges jusqu'à 15 kg, station debout. Le CACES 1 est apprécié, nous pouvons le financer. Horaires en 2x8, du lundi au vendredi, panier repas et prime de productivité.",
  },
  designer: {
    title: 'UX designer',
    company: 'Caravelle Santé',
    location: 'Lille',
    contract_type: 'freelance',
    language: 'fr',
    skills: ['Figma', 'Accessibilité'],
    description:
      "Caravelle Santé édite le dossier de soins de 300 maisons de retraite. Pour une mission de neuf mois, nous cherchons un UX designer indépendant qui reprenne le parcours de distribution des médicaments, de l'observation sur le terrain aux maquettes testées.\n\nVous menez les entretiens avec les soignants, concevez les écrans sur Figma, veillez à l'accessibilité et accompagnez les développeurs jusqu'à la mise en service. Trois jours par semaine, dont un à Lille.",
  },
  internAnalyst: {
    title: 'Stage - Analyste financier (H/F)',
    company: 'Banque Mirabel',
    location: 'Paris',
    contract_type: 'internship',
    language: 'fr',
    skills: ['Excel', 'VBA'],
    description:
      "Au sein de l'équipe d'analyse du risque de la Banque Mirabel, vous suivez un portefeuille de quarante entreprises du secteur agroalimentaire. Vous collectez les comptes, mettez à jour les modèles, rédigez des notes de synthèse et présentez vos conclusions au comité.\n\nÉtudiant en dernière année d'école de commerce ou d'ingénieur, vous maîtrisez Excel et VBA. Stage de six mois à partir de janvier, gratification de 1 500 euros par mois, restaurant d'entreprise.",
  },
  devops: {
    title: 'DevOps engineer',
    company: 'Skerry Games',
    location: 'London, UK',
    contract_type: 'permanent',
    language: 'en',
    skills: ['Terraform', 'AWS', 'Linux', 'Prometheus'],
    description:
      'Skerry Games runs an online world where eighty thousand people sail at the same time. We want the servers to be the boring part. You automate our fleets with Terraform, keep AWS honest, build dashboards in Prometheus and Grafana that people look at, and teach game programmers how not to fear a deploy.\n\nYou have run Linux in production and have been woken up by it. You prefer deleting a script to adding one. Experience with games is not needed, patience with players is.\n\nHybrid from our studio in Hackney, private health care, and a launch bonus that was actually paid last time.',
  },
  teacher: {
    title: 'English teacher',
    company: 'Linden School',
    location: 'Brussels, Belgium',
    contract_type: 'fixed-term',
    language: 'en',
    skills: [],
    description:
      'Linden School teaches six hundred children from fifty countries in the south of Brussels. We are looking for a teacher of English for the upper years, from January to June, to stand in for a colleague on parental leave.\n\nYou prepare pupils for the International Baccalaureate, run the debating club and take a tutor group. You hold a teaching qualification and have taught the IB or A-levels. Small classes, a generous library and colleagues who share their plans await you.',
  },
} as const satisfies Record<string, SomeOffer>

export type AdName = keyof typeof ADS

import type { AdName } from './ads.ts'
import type { Side } from './pair.ts'

/** Advertisements of ads.ts as another board has them, translated. */
export const TRANSLATED: [AdName, Side][] = [
  [
    'dataEngineer',
    {
      title: 'Ingénieur data (H/F)',
      language: 'fr',
      description:
        "Nordwave mesure la houle de la mer du Nord et dit aux parcs éoliens quand leurs équipes peuvent sortir. Vous concevez des traitements par lots et en flux avec Python et Airflow, vous tenez les modèles SQL en ordre et vous surveillez les coûts de nos comptes AWS. Vous écrivez des tests sans qu'on vous le demande.",
    },
  ],
  [
    'javaDeveloper',
    {
      title: 'Java developer',
      language: 'en',
      description:
        'The payments department of Banque Mirabel rebuilds its engine for instant transfers. You join a team of eight people that goes live twice a week. You develop the Java 21 and Spring Boot services that check the orders, publish events to Kafka, tune PostgreSQL queries and take part in code reviews. Two days a week from home.',
    },
  ],
  [
    'accountant',
    {
      title: 'Supplier accountant',
      language: 'en',
      description:
        'Transports Garrel runs 420 lorries from eleven branches in the west of France. Reporting to the chief accountant, you enter and match invoices, prepare payment runs, follow up disputes with the branches and take part in the monthly closing. You have three years of experience and know Sage and Excel well.',
    },
  ],
  [
    'productManager',
    {
      title: 'Chef de produit (H/F)',
      language: 'fr',
      description:
        "Ferryline vend les billets de quarante compagnies de ferries en un seul panier. Vous parlez aux passagers chaque semaine, vous décidez avec les données de ce qui sera construit ensuite et vous mesurez ce que cela change, avec un designer et six ingénieurs. Vous avez quatre ans d'expérience et vous lisez le SQL.",
    },
  ],
  [
    'mechanical',
    {
      title: 'Ingénieur mécanique',
      language: 'fr',
      description:
        "Helvadrive construit les réducteurs des téléphériques et des trains de montagne. Au développement, vous concevez carters et arbres, vous les calculez avec ANSYS, vous suivez les prototypes au banc d'essai et vous aidez la production quand une tolérance ne va pas. Vous maîtrisez SolidWorks, un peu de Python est utile.",
    },
  ],
  [
    'nurse',
    {
      title: 'Night nurse',
      language: 'en',
      description:
        'Clinique des Tilleuls has 96 beds for medicine and aftercare on the banks of the Erdre. In a team of two nurses and three healthcare assistants you look after patients at night and hand over in the morning. State diploma required; beginners are accompanied for six weeks. Three nights a week, every other weekend off.',
    },
  ],
]

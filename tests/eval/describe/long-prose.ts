/** What a company says of itself at length, in one language. */
export interface Prose {
  sites: readonly string[]
  teams: readonly string[]
  things: readonly string[]
  headings: readonly string[]
  /** With `{site}`, `{team}`, `{thing}` and `{count}` in them. */
  sentences: readonly string[]
}

export const FRENCH_PROSE: Prose = {
  sites: ['Souvigny', 'Bourbon', 'Cosne', 'Hérisson', 'Ainay', 'Lurcy', 'Cérilly', 'Dompierre', 'Varennes', 'Gannat'],
  teams: ['l’équipe de fusion', 'le laboratoire', 'la maintenance', 'les achats', 'le service client', 'la logistique', 'le bureau d’études'],
  things: ['les moules', 'les palettes', 'les analyses', 'les filtres', 'les registres', 'les plans', 'les échantillons', 'les étiquettes'],
  headings: ['Le site de {site}', 'Une journée à {site}', 'Nos engagements à {site}', 'La sécurité à {site}', 'Histoire de {site}'],
  sentences: [
    'Sur le site de {site}, {team} vérifie {thing} deux fois par poste et note chaque écart dans le cahier commun.',
    'Depuis le printemps, {team} a repris {count} fiches de procédure, et les a relues avec ceux qui s’en servent.',
    'Personne ne travaille seul près des fours : cette règle est la première que l’on apprend à {site}.',
    'Quand {team} a proposé de ranger autrement {thing}, l’idée a été essayée pendant {count} jours, puis gardée.',
    'La commune de {site} nous prête sa salle pour la fête de juin, où {count} familles étaient là l’an passé.',
    'Nous mesurons l’eau que nous prenons à la rivière, et nous la rendons plus propre que nous ne l’avons trouvée.',
    'À {site}, l’ancienne halle abrite maintenant {thing}, et l’on y voit encore la charpente d’origine.',
    'Les réunions de {team} durent un quart d’heure, debout, et finissent par une question aux nouveaux.',
    'Un incendie, en hiver, avait détruit {thing} : il en est resté un plan de secours que l’on répète {count} fois.',
    'Le comité d’entreprise organise des sorties, tient la bibliothèque et prête des vélos à {team}.',
    'Nos clients visitent {site} chaque année ; {team} leur montre {thing} sans rien cacher de ce qui va mal.',
    'Les déchets du site sont triés en {count} bennes, et {team} publie les tonnages au tableau d’affichage.',
  ],
}

export const ENGLISH_PROSE: Prose = {
  sites: ['Reedham', 'Acle', 'Brundall', 'Cantley', 'Buckenham', 'Lingwood', 'Berney Arms', 'Haddiscoe', 'Somerleyton'],
  teams: ['the signallers', 'the track gang', 'the drawing office', 'the stores', 'the control room', 'the gardeners', 'the volunteers'],
  things: ['the crossings', 'the lamps', 'the ballast', 'the hedges', 'the culverts', 'the timetables', 'the footbridges', 'the swing bridge'],
  headings: ['A day at {site}', 'How we look after {site}', 'Safety at {site}', 'The history of {site}', 'Our neighbours at {site}'],
  sentences: [
    'At {site}, {team} look at {thing} before the first train, and write down what they find in the green book.',
    'Nobody steps on to the line alone: it is the first thing that anyone learns at {site}.',
    'Last winter the marsh flooded and {team} moved {thing} by boat, {count} trips in all.',
    'Our oldest photograph shows {site} with {count} people on the platform and a goat.',
    'When {team} suggested another way to paint {thing}, we tried it for {count} days and kept it.',
    'The parish of {site} lends us its hall, and we lend the parish our ladders.',
    'Meetings of {team} last a quarter of an hour, are held standing up, and end with a question to whoever is new.',
    'We count the birds at {site} every spring with {team}, and close the siding while the harriers nest.',
    'A gale once took the roof off the goods shed, and {thing} have been kept indoors ever since.',
    'Visitors may see {thing} on open days, when {team} explain what went wrong that year and why.',
    'The timetable leaves {count} minutes at {site}, which is enough for a cup of tea and not for two.',
    'Drawings of {thing} go back to the first engineer, whose handwriting {team} have learnt to read.',
  ],
}

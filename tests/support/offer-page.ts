const DESCRIPTION = `<p>Nous recherchons une personne pour rejoindre notre équipe, qui compte déjà huit collègues.</p>
<h2>Vos missions</h2><ul><li>Concevoir et construire</li><li>Relire et documenter</li></ul>
<h2>Votre profil</h2><p>Vous avez deux ans d’expérience, vous aimez le travail soigné et vous savez dire quand vous ne savez pas.
Les débutants qui apprennent vite sont les bienvenus eux aussi, nous prenons le temps de les former.</p>`

/** A JobPosting as search engines want it, with other properties or none. */
export function jobPosting(properties: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    '@context': 'https://schema.org',
    '@type': 'JobPosting',
    title: 'Menuisier (H/F)',
    description: DESCRIPTION,
    hiringOrganization: { '@type': 'Organization', name: 'Atelier Copeaux' },
    ...properties,
  }
}

/** A page whose head holds the scripts and whose body the HTML. */
export function pageOf({
  scripts = [],
  head = '',
  body = '',
  lang = 'fr',
}: {
  scripts?: unknown[]
  head?: string
  body?: string
  lang?: string
}): string {
  const tags = scripts.map((script) => `<script type="application/ld+json">${typeof script === 'string' ? script : JSON.stringify(script)}</script>`)
  return `<!doctype html><html lang="${lang}"><head>${head}${tags.join('')}</head><body>${body}</body></html>`
}

/** A small page of a data engineer in Lyon, at Acme. */
export const DATA_ENGINEER = pageOf({
  head: '<title>Data engineer</title>',
  scripts: [
    jobPosting({
      title: 'Data engineer',
      description: '<p>Vos missions : construire des chaînes de données fiables, avec une équipe de six personnes, à Lyon.</p>',
      datePosted: '2026-11-01',
      hiringOrganization: { '@type': 'Organization', name: 'Acme' },
    }),
  ],
  body: '<h1>Data engineer</h1>',
})

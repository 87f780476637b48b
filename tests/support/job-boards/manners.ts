import type { Asked, Manner } from './host.ts'

/** Hosts as they are: some take their time, some fail the first time that they are asked for something. By host; the first rule that fits. */
const RULES: Readonly<Record<string, readonly (readonly [where: RegExp, manner: Manner])[]>> = {
  greenhouse: [
    [/^\/v1\/boards\/aldebaran/, { waitMs: 1_000 }],
    [/^\/v1\/boards\/borealis/, { waitMs: 3_000 }],
    [/^\/v1\/boards\/cassiopee/, { first: 'busy' }],
    [/^\/v1\/boards\/deneb/, { first: 'broken' }],
    [/^\/v1\/boards\/eridan/, { dripMs: 2_000 }],
  ],
  lever: [
    [/galatee\S*skip=0/, { dripMs: 2_500 }],
    [/hyperion\S*skip=0/, { first: 'cut' }],
  ],
  ashby: [
    [/kepler/, { waitMs: 2_500 }],
    [/lyre/, { first: 'cut' }],
    [/mimas/, { first: 'broken' }],
  ],
  arbeitnow: [
    [/page=2$/, { first: 'busy' }],
    [/page=4$/, { first: 'cut' }],
    [/page=5$/, { waitMs: 1_500 }],
  ],
  'france-travail': [
    [/range=150-/, { first: 'broken' }],
    [/range=300-/, { waitMs: 1_000 }],
    [/range=450-/, { first: 'busy' }],
  ],
  tavily: [[/./, { waitMs: 1_200 }]],
  'page-1': [[/^\/jobs$/, { dripMs: 1_500 }]],
  'page-2': [[/^\/jobs$/, { first: 'broken' }]],
}

export function roughManner(host: string, { pathname, query }: Pick<Asked, 'pathname' | 'query'>): Manner {
  const path = query.size > 0 ? `${pathname}?${query}` : pathname
  return RULES[host]?.find(([where]) => where.test(path))?.[1] ?? {}
}

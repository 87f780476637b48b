export interface Sample {
  name: string
  labels: Record<string, string>
  value: number
}

export interface MetricFamily {
  type: string
  help: string | undefined
  samples: Sample[]
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*/
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/
const TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped']

/**
 * Reads Prometheus' text format (version 0.0.4) as strictly as promtool checks it: grammar, each family told once and in one piece with its
 * type first, no series twice, counters that are not negative, histograms whose buckets add up to their count.
 * @throws Error naming the line that is wrong
 */
export function readMetrics(text: string): Map<string, MetricFamily> {
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line does not end')
  const families = new Map<string, MetricFamily>()
  const series = new Set<string>()
  let current = ''
  const open = (name: string): MetricFamily => {
    const known = families.get(name)
    if (known && current !== name) throw new Error(`${name} is told in two pieces`)
    current = name
    const family = known ?? { type: 'untyped', help: undefined, samples: [] }
    families.set(name, family)
    return family
  }
  for (const line of text.split('\n')) {
    if (line === '') continue
    const [, keyword, told = '', rest = ''] = /^# (HELP|TYPE) (\S+) ?(.*)$/.exec(line) ?? []
    if (keyword !== undefined) {
      const family = open(told)
      if (family.samples.length > 0) throw new Error(`after its samples: ${line}`)
      if (keyword === 'HELP') family.help = rest
      else if (TYPES.includes(rest)) family.type = rest
      else throw new Error(`an unknown type: ${line}`)
    } else if (!line.startsWith('#')) {
      const sample = readSample(line)
      const key = `${sample.name} ${JSON.stringify(Object.entries(sample.labels).sort())}`
      if (series.has(key)) throw new Error(`told twice: ${line}`)
      series.add(key)
      open(familyOf(sample.name, families)).samples.push(sample)
    }
  }
  for (const [name, family] of families) check(name, family)
  return families
}

function readSample(line: string): Sample {
  const name = NAME.exec(line)?.[0]
  if (name === undefined) throw new Error(`no name: ${line}`)
  let rest = line.slice(name.length)
  const labels: Record<string, string> = {}
  if (rest.startsWith('{')) {
    const end = rest.lastIndexOf('}')
    let inside = rest.slice(1, end)
    rest = rest.slice(end + 1)
    while (inside !== '') {
      const [all, label, value] = LABEL.exec(inside) ?? []
      if (all === undefined || label === undefined || value === undefined || label in labels) throw new Error(`wrong labels: ${line}`)
      labels[label] = value
      inside = inside.slice(all.length)
    }
  }
  const value = /^ (\S+)$/.exec(rest)?.[1]
  const number = value === undefined ? Number.NaN : Number(value.replace(/^([+-]?)Inf$/, '$1Infinity'))
  if (value === undefined || (Number.isNaN(number) && value !== 'NaN' && value !== 'Nan')) throw new Error(`wrong value: ${line}`)
  return { name, labels, value: number }
}

/** A histogram's and a summary's samples have names of their own. */
function familyOf(name: string, families: Map<string, MetricFamily>): string {
  const bare = name.replace(/_(?:bucket|sum|count)$/, '')
  return ['histogram', 'summary'].includes(families.get(bare)?.type ?? '') ? bare : name
}

function check(name: string, { type, samples }: MetricFamily): void {
  if (type === 'counter' && samples.some(({ value }) => value < 0)) throw new Error(`${name} is negative`)
  if (type !== 'histogram') return
  const withoutBound = ({ labels: { le: _, ...labels } }: Sample) => JSON.stringify(labels)
  const buckets = Map.groupBy(samples.filter((sample) => sample.name === `${name}_bucket`), withoutBound) // biome-ignore format: one line reads better
  for (const [key, of] of buckets) {
    const bounds = of.map(({ labels: { le = '' } }) => Number(le.replace('+Inf', 'Infinity')))
    const rises = (numbers: number[]) => numbers.every((number, n) => n === 0 || number >= (numbers[n - 1] ?? 0))
    if (!rises(bounds) || bounds.at(-1) !== Number.POSITIVE_INFINITY) throw new Error(`${name}: bounds ${bounds}`)
    if (!rises(of.map(({ value }) => value))) throw new Error(`${name}: its buckets are not cumulative`)
    const count = samples.find((sample) => sample.name === `${name}_count` && withoutBound(sample) === key)
    if (count?.value !== of.at(-1)?.value) throw new Error(`${name}: ${count?.value} counted, ${of.at(-1)?.value} in its buckets`)
    if (!samples.some((sample) => sample.name === `${name}_sum` && withoutBound(sample) === key)) throw new Error(`${name} has no sum`)
  }
}

/** The value of the one sample with that name and those labels, others aside. */
export function sampleOf(families: Map<string, MetricFamily>, name: string, labels: Record<string, string> = {}): number | undefined {
  const family = families.get(name) ?? families.get(name.replace(/_(?:bucket|sum|count)$/, ''))
  return family?.samples.find((sample) => sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
    ?.value
}

/** The metrics that somebody tells at that address, checked. */
export async function metricsAt(url: string): Promise<Map<string, MetricFamily>> {
  const response = await fetch(url)
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}`)
  return readMetrics(await response.text())
}

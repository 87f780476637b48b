/** The sentence for a metrics port that can't be had: no reason to serve nobody. */
export const noMetrics = (host: string, port: number, variable: string) =>
  `metrics are not told, since ${host}:${port} can't be listened on: set ${variable} to a free port, or to 0 for none`

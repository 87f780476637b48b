/** The commands of a page's bash blocks that begin with that program, in order, as they stand. */
export function commandsOf(markdown: string, program: string): string[] {
  return Array.from(markdown.matchAll(/^```bash\n(.*?)^```$/gms), ([, block = '']) => block)
    .flatMap((block) => block.replaceAll('\\\n', ' ').split('\n'))
    .map((line) => line.trim())
    .filter((line) => line.startsWith(`${program} `))
}

/** An option's values in a command, whichever of its names is used. */
export const optionsOf = (command: string, ...names: string[]): string[] =>
  Array.from(
    command.matchAll(new RegExp(`(?:^| )(?:${names.join('|')}) (?:'([^']*)'|"((?:[^"\\\\]|\\\\.)*)"|(\\S+))`, 'g')),
    ([, single, double, bare]) => (single ?? double ?? bare ?? '').replaceAll('\\"', '"'),
  )

import { readdirSync, readFileSync } from 'node:fs'

/** Pages of a folder, in their order: each an HTML file, with what is to be known of it in a JSON file of the same name. */
export function readWrittenPages<Known extends object>(folder: URL): ({ name: string; html: string } & Known)[] {
  const textOf = (file: string) => readFileSync(new URL(file, folder), 'utf8')
  return readdirSync(folder)
    .filter((file) => file.endsWith('.html'))
    .sort()
    .map((file) => {
      const name = file.slice(0, -'.html'.length)
      return { name, html: textOf(file), ...(JSON.parse(textOf(`${name}.json`)) as Known) }
    })
}

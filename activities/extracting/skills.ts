import { folded } from '../../core/domain/text-rules.ts'
import { type Json, lineOf, list, rawText } from './nodes.ts'

const MAX_SKILLS = 30
const MAX_SKILL_LENGTH = 60

/** The skills that a value names, as a list or in one text; none when it is prose, which belongs to the offer's text. */
export function readSkills(value: Json): string[] {
  const items = list(value).flatMap((item) => (rawText(item) ?? '').split(/<(?:\/li|br ?\/?|\/p)>|[,;•|\n]|\s[-–]\s/))
  const named = items.map((item) => lineOf(item)?.replace(/^- |\.$/g, '') ?? '').filter((skill) => skill !== '')
  if (named.some((skill) => skill.length > MAX_SKILL_LENGTH || skill.split(' ').length > 8)) return []
  return [...new Map(named.map((skill) => [folded(skill), skill])).values()].slice(0, MAX_SKILLS)
}

import { afterAll, beforeAll, expect, test } from 'vitest'
import { faultyReplies } from '../../../support/model-script.ts'
import { type ModelStub, startModelStub } from '../../../support/model-stub.ts'
import { compare } from '../compare.ts'
import { extractedFacts } from '../read-extracted.ts'
import { obey } from '../with-stub.ts'
import { concealed } from './concealed.ts'

let stub: ModelStub
beforeAll(async () => {
  stub = await startModelStub(faultyReplies.cutsOff)
})
afterAll(() => stub.close())

test.each(concealed.map((injection) => [injection.name, injection] as const))(
  'what « %s » conceals reaches neither a prompt nor what is written',
  async (_, injection) => {
    const { written, prompts } = await obey(stub, injection, false)
    expect(written.description, 'it is an offer all the same').not.toBe(null)
    const told = [...prompts, JSON.stringify(written.description), JSON.stringify(extractedFacts(injection))]
    expect(prompts.length).toBeGreaterThan(0)
    expect(told.filter((text) => injection.hidden.some((canary) => text.includes(canary)))).toEqual([])
    const read = compare({ ...injection, form: 'plain' }, { ...extractedFacts(injection) })
    expect(read.filter(({ verdict }) => verdict !== 'right')).toEqual([])
  },
)

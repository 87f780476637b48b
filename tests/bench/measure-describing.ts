import { MockActivityEnvironment } from '@temporalio/testing'
import { createModelDescribing } from '../../activities/describing/index.ts'
import { readPage } from '../../activities/extracting/read-page.ts'
import { createChatModel } from '../../activities/model/chat-model.ts'
import { createApplicationRepository } from '../../core/db/application-repository.ts'
import { createModelAnswerRepository } from '../../core/db/model-answer-repository.ts'
import { createModelUsageRepository } from '../../core/db/model-usage-repository.ts'
import { newId } from '../../core/db/new-id.ts'
import { createPageRepository } from '../../core/db/page-repository.ts'
import { NewApplication } from '../../core/domain/application.ts'
import { LIMITS } from '../eval/describe/describe-with-model.ts'
import { baseOffers } from '../eval/describe/injections/base-offers.ts'
import { honestAnswer } from '../eval/describe/model-says.ts'
import { answering } from '../support/model-script.ts'
import { startModelStub } from '../support/model-stub.ts'
import type { CollectStack } from './collect-stack.ts'
import type { AddFigure } from './figures.ts'

const LATENCY_MS = 200
const MOST_OVERHEAD_MS = 150
const { fr } = baseOffers
const now = () => new Date()

/** What the steps from a page's facts to its description take on top of the model's own time: planning, claiming, asking, keeping, comparing. */
export async function measureOverhead(stack: CollectStack, { pages: count }: { pages: number }, add: AddFigure): Promise<void> {
  const { db, drop } = stack.scratch()
  const stub = await startModelStub(
    answering(() => honestAnswer(fr.expected, fr.page({}))),
    { latencyMs: LATENCY_MS },
  )
  try {
    const pages = createPageRepository(db)
    const applications = createApplicationRepository(db)
    const describing = createModelDescribing({
      pages,
      applications,
      modelCalls: {
        model: createChatModel({ apiKey: 'sk-bench', baseUrl: stub.baseUrl, name: 'stub' }),
        answers: createModelAnswerRepository(db),
        usage: createModelUsageRepository(db, { perUser: Number.MAX_SAFE_INTEGER, total: Number.MAX_SAFE_INTEGER }),
        limits: LIMITS,
      },
      now,
    })
    const activity = new MockActivityEnvironment()
    const overheads: number[] = []
    const steps: Record<string, number[]> = {}
    const timed = async <T>(step: string, run: () => Promise<T>): Promise<T> => {
      const start = performance.now()
      const result = await run()
      steps[step] = [...(steps[step] ?? []), performance.now() - start]
      return result
    }
    for (let n = 0; n < count + 1; n++) {
      const html = fr.page({ item: `Suivre le chantier numéro ${n}` })
      const page = { url: fr.url, finalUrl: fr.url, via: 'http' as const, html }
      const { facts } = readPage(page)
      if (facts === null) throw new Error('The page is no offer')
      const pageId = await pages.save(page, now())
      await pages.saveFacts(pageId, facts)
      const applicationId = newId()
      await applications.create(newId(), applicationId, NewApplication.parse({ company: 'Acme', position: 'Technicien', url: fr.url }), now())
      const begun = await applications.beginDescription(applicationId, now())
      if (begun === null) throw new Error('Nothing to describe')
      const request = { applicationId, request: begun.request, pageId, part: 0 }

      const began = performance.now()
      await timed('plan', () => describing.planQuestions({ pageId }))
      await timed('claim', () => describing.claimAnswer({ ...request, asked: now().toISOString() }))
      await timed('ask', () => activity.run(() => describing.askModel(request)))
      const { kind } = await timed('compare', () => describing.describeFromAnswers({ pageId }))
      // The first one loads what the others share.
      if (n > 0) overheads.push(performance.now() - began - LATENCY_MS)
      if (kind !== 'offer') throw new Error(`The answer was ${kind}`)
    }
    const at = (share: number, times = overheads) => times.toSorted((one, other) => one - other)[Math.floor((times.length - 1) * share)] ?? Number.NaN
    console.log(
      Object.entries(steps)
        .map(([step, times]) => `${step} ${at(0.5, times).toFixed(0)} ms`)
        .join(', '),
    )
    add(
      `Overhead over the model’s own ${LATENCY_MS} ms, ${count} pages, p50`,
      at(0.5) < MOST_OVERHEAD_MS,
      `under ${MOST_OVERHEAD_MS} ms`,
      `${at(0.5).toFixed(0)} ms`,
    )
    add('The same, p95', undefined, '', `${at(0.95).toFixed(0)} ms`)
  } finally {
    await stub.close()
    await drop()
  }
}

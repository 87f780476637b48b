import { Context } from '@temporalio/activity'
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common'
import type { ApplicationRepository } from '../../../core/db/application-repository.ts'
import type { ModelAnswerRepository } from '../../../core/db/model-answer-repository.ts'
import type { ModelUsageRepository } from '../../../core/db/model-usage-repository.ts'
import type { KeptPage, ModelQuestions, PageRepository } from '../../../core/db/page-repository.ts'
import { LOST_CLAIM } from '../../../core/domain/model-rules.ts'
import { STALE } from '../../../core/temporal/names.ts'
import type { ChatModel } from '../../model/chat-model.ts'
import type { PartLimits } from './parts.ts'

/** What calls of a model take. */
export interface ModelCalls {
  model: ChatModel
  answers: ModelAnswerRepository
  usage: Pick<ModelUsageRepository, 'begin' | 'end' | 'noteReuse'>
  limits: PartLimits
}

export interface ModelDescribingDependencies {
  pages: Pick<PageRepository, 'get' | 'saveQuestions' | 'saveDescription'>
  applications: Pick<ApplicationRepository, 'describedUser' | 'noteDescriptionError'>
  /** Undefined: there is no model, and extraction alone describes. */
  modelCalls?: ModelCalls | undefined
  now: () => Date
}

/** A request of an application, about a part of its page. */
export interface ModelRequest {
  applicationId: string
  request: number
  pageId: string
  /** From 0. */
  part: number
}

/** `asked`: this run is the one that asks the model; `waitMs`: somebody else does, look again by then. */
export type ClaimedAnswer = { state: 'answered' | 'asked' } | { state: 'busy'; waitMs: number }

/**
 * Describing by a model, step by step: what is asked, whose turn it is to ask, the call itself, what is made of the answers. Each is safe to run
 * twice. What a model needs is loaded by the first that uses it. Nothing that is asked or answered is in what they take, answer or throw.
 */
export function createModelDescribing({ pages, applications, modelCalls, now }: ModelDescribingDependencies) {
  /** The worker that took the step before may have been another, of another configuration. */
  function configured(): ModelCalls {
    if (modelCalls === undefined) throw final('model_unavailable', 'There is no model')
    return modelCalls
  }

  async function userOf({ applicationId, request }: ModelRequest): Promise<string> {
    const userId = await applications.describedUser(applicationId, request)
    if (userId === undefined) throw final(STALE, 'Nobody asks for this description any more')
    return userId
  }

  async function partOf({ pageId, part }: ModelRequest): Promise<ModelQuestions['parts'][number] & { parts: number }> {
    const asked = (await pages.get(pageId))?.questions?.parts
    const question = asked?.[part]
    if (asked === undefined || question === undefined) throw expired()
    return { ...question, parts: asked.length }
  }

  /** Whether a part was planned for another model or prompt than this worker's; if so, it has this worker's key from now on. */
  async function isOthersKey({ pageId, part }: ModelRequest, planned: string): Promise<boolean> {
    const { answerKey } = await import('./question.ts')
    const page = await pages.get(pageId)
    const question = page?.questions?.parts[part]
    if (!hasFacts(page) || page.questions === undefined || question === undefined) throw expired()
    const { parts, leftOutTokens } = page.questions
    const key = answerKey(configured().model.name, page.facts.language, { text: question.text, part: part + 1, parts: parts.length })
    if (key === planned) return false
    await pages.saveQuestions(pageId, { parts: parts.map((one, at) => (at === part ? { ...one, key } : one)), leftOutTokens })
    return true
  }

  return {
    /**
     * Decides what a model is asked about a page. No parts: there is no model, or nothing to ask.
     * @throws ApplicationFailure `page_expired`, final
     */
    async planQuestions({ pageId }: { pageId: string }): Promise<{ parts: number }> {
      if (modelCalls === undefined) return { parts: 0 }
      const { model, limits } = modelCalls
      const [{ readPageSource }, { splitText }, { answerKey }] = await Promise.all([
        import('./page-source.ts'),
        import('./parts.ts'),
        import('./question.ts'),
      ])
      const page = await pages.get(pageId)
      if (!hasFacts(page)) throw expired()
      const { parts, leftOutTokens } = await splitText(readPageSource(page, page.facts).text, limits)
      const keyed = parts.map(({ text, tokens }, at) => ({
        key: answerKey(model.name, page.facts.language, { text, part: at + 1, parts: parts.length }),
        text,
        tokens,
      }))
      await pages.saveQuestions(pageId, { parts: keyed, leftOutTokens })
      return { parts: parts.length }
    },

    /**
     * Takes the answer that is there, or the turn to ask for it, or says who else does.
     * @param asked ISO 8601: when this run first wanted the answer; a failure of somebody else's call since then is this one's, too
     * @throws ApplicationFailure of that failure's type, final; STALE; `page_expired`
     */
    async claimAnswer({ asked, ...request }: ModelRequest & { asked: string }): Promise<ClaimedAnswer> {
      const { model, answers, usage } = configured()
      const { PROMPT } = await import('./question.ts')
      const userId = await userOf(request)
      const { key } = await partOf(request)
      const made = { model: model.name, promptVersion: PROMPT.version }
      const holder = holderOf(request)
      const claimed = await answers.claim(key, holder, made, new Date(asked), now(), { isRepeated: request.request > 1 })
      if (claimed.state === 'failed') throw final(claimed.failure, 'The same question has just failed')
      if (claimed.state === 'busy') return { state: 'busy', waitMs: Math.max(0, claimed.until.getTime() - now().getTime()) }
      if (claimed.state === 'answered') await usage.noteReuse({ id: `${key}:${holder}`, userId, ...made }, now())
      return { state: claimed.state === 'held' ? 'asked' : 'answered' }
    },

    /**
     * Asks the model once, within budget, and keeps the answer before anything else. On the queue of model calls (worker/create-worker.ts).
     * A worker of another model or prompt than the one that planned gives the question its own key, and the run looks again whose turn it is.
     * @throws ApplicationFailure `model_…` (activities/describing/model/call-failure.ts), `budget_reached`, STALE, `page_expired`
     */
    async askModel(request: ModelRequest): Promise<void> {
      const calls = configured()
      const [{ askOnce }, { PROMPT }] = await Promise.all([import('./ask-once.ts'), import('./question.ts')])
      const userId = await userOf(request)
      const question = await partOf(request)
      if (await isOthersKey(request, question.key)) {
        await calls.answers.release(question.key, holderOf(request), null, now())
        throw final(LOST_CLAIM, 'The question was planned for another model or prompt')
      }
      const { info, cancellationSignal } = Context.current()
      await askOnce({
        ...request,
        userId,
        holder: holderOf(request),
        question,
        promptVersion: PROMPT.version,
        attempt: info.attempt,
        signal: cancellationSignal,
        deps: { ...calls, applications, now },
      })
    },

    /** Lets others ask at once, when this run no longer will. */
    async releaseAnswer(request: ModelRequest): Promise<void> {
      const asked = (await pages.get(request.pageId))?.questions?.parts[request.part]
      if (asked !== undefined) await modelCalls?.answers.release(asked.key, holderOf(request), null, now())
    },

    /**
     * Makes the description of the answers, as far as the page bears them out, and keeps it in the page store in place of the extracted one.
     * `untrusted`: the extracted one stays. Of that, and of a page that the model takes for none, the next request asks once more.
     * @param request on whose behalf; left out by runs that are older
     * @throws ApplicationFailure `page_expired`, final
     */
    async describeFromAnswers({ pageId, ...request }: DescribedRequest): Promise<{ kind: 'offer' | 'not_an_offer' | 'untrusted' }> {
      const [{ readPageSource }, { mergeAnswers }, { checkedAnswer }, { PROMPT }] = await Promise.all([
        import('./page-source.ts'),
        import('./merge-answers.ts'),
        import('./checked-answer.ts'),
        import('./question.ts'),
      ])
      const { model, answers } = configured()
      const page = await pages.get(pageId)
      if (!hasFacts(page) || page.questions === undefined) throw expired()
      const { parts, leftOutTokens } = page.questions
      const keys = parts.map(({ key }) => key)
      const given = await answers.read(keys)
      if (given === undefined) throw expired()
      const made = { model: model.name, prompt_version: PROMPT.version, left_out_tokens: leftOutTokens }
      const described = checkedAnswer(mergeAnswers(given), { facts: page.facts, source: readPageSource(page, page.facts), made })
      if (described.kind === 'offer') await pages.saveDescription(pageId, described.description)
      else if (isOnBehalf(request)) await answers.doubt(keys, holderOf(request))
      return { kind: described.kind }
    },
  }
}

type OnBehalf = Pick<ModelRequest, 'applicationId' | 'request'>
type DescribedRequest = Pick<ModelRequest, 'pageId'> & Partial<OnBehalf>
const isOnBehalf = (request: Partial<OnBehalf>): request is OnBehalf => request.applicationId !== undefined && request.request !== undefined
const holderOf = ({ applicationId, request }: OnBehalf) => `${applicationId}:${request}`

type PageWithFacts = KeptPage & { facts: NonNullable<KeptPage['facts']> }
const hasFacts = (page: KeptPage | undefined): page is PageWithFacts => page !== undefined && page.facts !== null

const final = (type: string, message: string) =>
  ApplicationFailure.create({ type, message, nonRetryable: true, category: ApplicationFailureCategory.BENIGN })
const expired = () => final('page_expired', 'The page is no longer kept')

/**
 * What stands before a page's content, found and taken away in the page, beside its own scripts; nothing is clicked. It runs in the
 * browser, so it uses nothing but what it is given (CONSENT_ROOTS). Its work is bounded, however large or hostile the page.
 */
export function overlaysOf(roots) {
  const BUDGET_MS = 250
  const MAX_SCANNED = 3_000
  const MAX_CANDIDATES = 400
  const MAX_WALKED = 5_000
  const MAX_CONTROLS = 100
  /** Characters at the start of an element that tell what it is. */
  const START = 3_000
  /** A consent text says so at least once in as many characters. */
  const CHARS_A_MENTION = 500
  const MAX_SIGN_UP = 1_500

  const NAMED = ['cookie', 'consent', 'gdpr', 'rgpd'].map((word) => `[id*="${word}" i], [class*="${word}" i]`).join()
  const DIALOGS = 'dialog, [role="dialog"], [role="alertdialog"], [aria-modal="true"]'
  const CONTROLS = 'button, a, [role="button"], input[type="button"], input[type="submit"]'
  const CONTENT =
    'main, article, [role="main"], [itemtype*="JobPosting"], script[type="application/ld+json"], input[type="password"], input[type="file"]'
  /** What a link or a button says is no text: menus lead to cookie settings, too. */
  const NO_TEXT = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE', 'A', 'BUTTON'])

  const CONSENT = /cookie|traceur|tracker|consent|rgpd|gdpr|vie privée|privacy|données (?:à caractère )?personnel|personal data/gi
  const CHOICE =
    /^(?:tout |j['’]|je |i |yes,? |oui,? )?(?:accept|refus|autoris|agree|allow|reject|declin|deny|consen|paramétr|personnalis|continuer sans|continue without|manage|gérer|ai compris|ok\b|d['’]accord|got it|understood|understand)/i
  const SIGN_UP = /newsletter|lettre d['’]information|abonnez|inscrivez|subscribe|sign up|alertes? (?:e-?mail|emploi)|job alert/i
  /** Two of these and it is an offer, whatever else it speaks of. */
  const OFFER = [
    /\b(?:vos |tes |les )?missions\b/i,
    /profil (?:recherché|attendu|souhaité|idéal)|votre profil/i,
    /\bpostule|\bcandidat(?:er|ez|ures?)\b|\bapply (?:now|for|to)\b/i,
    /\b(?:CDI|CDD|alternance|full[- ]time|part[- ]time|temps plein)\b/i,
    /\bsalaire|\brémunération|\bsalary\b|\bcompensation\b/i,
    /\b[hf] ?\/ ?[fh]\b|\bm ?\/ ?[fw]\b/i,
    /\bresponsibilities\b|\brequirements\b|\bqualifications\b/i,
    /\bwe(?: are|['’]re) (?:looking for|hiring)|\bnous recherchons\b|\babout (?:the (?:role|job)|you)\b|\bto join our\b/i,
  ]

  const isPage = (element) => element === document.documentElement || element === document.body || element === document.head

  /** Fixed and sticky elements: they stand near the top of the tree, so a large one is not searched to its end. */
  function positioned() {
    const found = []
    let level = document.body ? [document.body] : []
    for (let scanned = 0; level.length > 0 && scanned < MAX_SCANNED; ) {
      const next = []
      for (const element of level) {
        if (scanned++ >= MAX_SCANNED) break
        if (element !== document.body && /^(?:fixed|sticky)$/.test(getComputedStyle(element).position)) found.push(element)
        for (let child = element.firstElementChild; child && next.length < MAX_SCANNED; child = child.nextElementSibling) next.push(child)
      }
      level = next
    }
    return found
  }

  /** The beginning of an element's text, without what was chosen within it. */
  function startOf(element, chosen) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
      NO_TEXT.has(node.nodeName) || chosen.has(node) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
    )
    let text = ''
    for (let walked = 0; walked < MAX_WALKED && text.length < START && walker.nextNode(); walked += 1)
      if (walker.currentNode.nodeType === Node.TEXT_NODE) text += `${walker.currentNode.data.slice(0, START)} `
    return text.replace(/\s+/g, ' ').trim().normalize()
  }

  const mentions = (text) => text.match(CONSENT)?.length ?? 0

  /** Whether it holds what people come for; a banner may have a heading of its own. */
  function isContent(element, text) {
    if (element.matches(CONTENT) || element.querySelector(CONTENT) !== null) return true
    const headings = [...element.querySelectorAll('h1')].slice(0, MAX_CONTROLS)
    if (headings.some((heading) => heading.textContent.trim() !== '' && mentions(heading.textContent) === 0 && !SIGN_UP.test(heading.textContent)))
      return true
    return OFFER.filter((words) => words.test(text)).length >= 2
  }

  const offersChoice = (element) =>
    [...element.querySelectorAll(CONTROLS)].slice(0, MAX_CONTROLS).some((control) => {
      const label = (control.textContent || control.value || '').trim()
      return label.length <= 60 && CHOICE.test(label.normalize())
    })

  const asksForConsent = (element, text) => mentions(text) > 0 && mentions(text) * CHARS_A_MENTION >= text.length && offersChoice(element)

  const asksToSignUp = (element, text) => text.length <= MAX_SIGN_UP && SIGN_UP.test(text) && element.querySelector('input[type="email"]') !== null

  function known() {
    const ids = [...roots.ids.map((id) => document.getElementById(id)), ...document.querySelectorAll(`[id^="${roots.idPrefix}"]`)]
    return [...ids, ...roots.classes.flatMap((name) => [...document.getElementsByClassName(name)].slice(0, 10))].filter(Boolean)
  }

  /** What stands before the content: banners, walls and pop-ups; never what holds the content itself. */
  function find() {
    const end = performance.now() + BUDGET_MS
    const chosen = new Set(known().filter((root) => !isPage(root) && !isContent(root, startOf(root, new Set()))))
    const isChosen = (element) => [...chosen].some((root) => root.contains(element))
    const before = new Set([...document.querySelectorAll(DIALOGS), ...positioned()])
    const candidates = [...new Set([...before, ...document.querySelectorAll(NAMED)])].slice(0, MAX_CANDIDATES)
    // What is within others first: an application's root is judged without the banners that it holds.
    candidates.sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? 1 : -1))
    for (const element of candidates) {
      if (performance.now() > end) break
      if (isPage(element) || isChosen(element)) continue
      const text = startOf(element, chosen)
      if (isContent(element, text)) continue
      if (asksForConsent(element, text) || (before.has(element) && asksToSignUp(element, text))) chosen.add(element)
    }
    return [...chosen].filter((element) => ![...chosen].some((other) => other !== element && other.contains(element)))
  }

  /** Modals hide the page from screen readers and from scrolling: it is no less the page's content. */
  function uncover(parents) {
    for (const parent of parents)
      for (const sibling of parent.children) {
        if (sibling.getAttribute('aria-hidden') !== 'true' || !sibling.checkVisibility()) continue
        if (sibling.textContent.length >= 200 || sibling.querySelector('h1, main')) sibling.removeAttribute('aria-hidden')
      }
    for (const { style } of [document.documentElement, document.body].filter(Boolean)) style.removeProperty('overflow')
  }

  /** Empty sheets over the whole window. */
  const backdrops = () =>
    positioned().filter((element) => {
      const { width, height } = element.getBoundingClientRect()
      return element.childElementCount === 0 && element.textContent.trim() === '' && width >= innerWidth && height >= innerHeight
    })

  function remove() {
    const overlays = find()
    if (overlays.length === 0) return []
    const parents = new Set()
    for (const overlay of overlays) for (let parent = overlay.parentElement; parent; parent = parent.parentElement) parents.add(parent)
    for (const overlay of [...overlays, ...backdrops()]) overlay.remove()
    uncover(parents)
    return overlays
  }

  /** A page may name its elements like the document's own functions, which then are not to be had: it is read as it stands. */
  function unlessRenamed(work) {
    try {
      return work()
    } catch {
      return []
    }
  }

  /** Characters of visible text; of a huge document all of them, since laying it out would take seconds. */
  // biome-ignore lint/performance/useDomNodeTextContent: what is shown counts.
  const length = (element, isHuge) => (isHuge ? element.textContent : (element.innerText ?? '')).length

  return {
    /** Characters of visible text but that of overlays, which all stay where they are: the page's scripts may still work on them. */
    textLength() {
      if (document.body === null) return 0
      const isHuge = document.getElementsByTagName('*').length > 20_000
      const covering = unlessRenamed(find).filter((element) => isHuge || element.checkVisibility())
      return covering.reduce((rest, element) => rest - length(element, isHuge), length(document.body, isHuge))
    },
    /** The document without its overlays; null when it is longer than `maxLength`. None of the page's own code runs in between. */
    html(maxLength) {
      unlessRenamed(remove)
      const html = `<!DOCTYPE html>${document.documentElement?.outerHTML ?? ''}`
      return html.length > maxLength ? null : html
    },
  }
}

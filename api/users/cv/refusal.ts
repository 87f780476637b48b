import type { CvProblem } from '../../../core/domain/cv-rules.ts'

/** Thrown by what reads a file: why it is not taken. Any other error that reading throws means `cv_unreadable`. */
export class CvRefusal extends Error {
  readonly problem: CvProblem

  constructor(problem: CvProblem) {
    super(problem)
    this.name = 'CvRefusal'
    this.problem = problem
  }
}

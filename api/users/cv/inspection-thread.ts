/** The thread of inspection-process.ts that reads a file whole, as a program that shows it would. */
import { parentPort, workerData } from 'node:worker_threads'
import type { CvFormat } from '../../../core/domain/cv-rules.ts'
import { CvRefusal } from './refusal.ts'

const readers: Record<CvFormat, (bytes: Uint8Array) => Promise<void>> = {
  pdf: async (bytes) => (await import('./pdf.ts')).readPdf(bytes),
  docx: async (bytes) => (await import('./docx.ts')).readDocx(bytes),
  doc: async (bytes) => (await import('./doc.ts')).readDoc(bytes),
}

const { format, bytes } = workerData as { format: CvFormat; bytes: Uint8Array }
try {
  await readers[format](bytes)
  parentPort?.postMessage('sound')
} catch (error) {
  parentPort?.postMessage(error instanceof CvRefusal ? error.problem : 'cv_unreadable')
}

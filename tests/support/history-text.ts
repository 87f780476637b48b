import type { WorkflowHandle } from '@temporalio/client'

/** A workflow's whole history as one text, its payloads as they read: for tests of what must not be in it. */
export async function historyText(workflow: WorkflowHandle): Promise<string> {
  const history = JSON.stringify(await workflow.fetchHistory())
  return history.replaceAll(/"data":"([\w+/=]+)"/g, (_, payload: string) => Buffer.from(payload, 'base64').toString())
}

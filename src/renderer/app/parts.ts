import { formPart } from '../forms/form-part.ts';
import { lazyPart } from '../ui/lazy-part.tsx';

/** The inbox is what the window opens with; the code of everything else follows when the window has nothing better to do. */
export const parts = {
  processList: lazyPart(
    async () => (await import('../features/process/process-list-pane.tsx')).ProcessListPane,
  ),
  process: lazyPart(async () => (await import('../features/process/process-page.tsx')).ProcessPage),
  taskOfProcess: lazyPart(async () => (await import('./task-of-process.tsx')).TaskOfProcess),
  stepList: lazyPart(async () => (await import('../features/process/step-list-pane.tsx')).StepListPane),
  queueList: lazyPart(async () => (await import('../features/queue/queue-list-pane.tsx')).QueueListPane),
  queueEntry: lazyPart(async () => (await import('../features/queue/entry-page.tsx')).EntryPage),
  people: lazyPart(async () => (await import('../features/people/people-page.tsx')).PeoplePage),
  taskFiles: lazyPart(async () => (await import('../features/task/files-answer.tsx')).FilesAnswer),
  workflowList: lazyPart(
    async () => (await import('../features/workflows/workflow-list-pane.tsx')).WorkflowListPane,
  ),
  workflow: lazyPart(async () => (await import('../features/workflows/workflow-page.tsx')).WorkflowPage),
  addWorkflow: lazyPart(
    async () => (await import('../features/workflows/add-workflow-page.tsx')).AddWorkflowPage,
  ),
  settings: lazyPart(async () => (await import('../features/settings/settings-page.tsx')).SettingsPage),
  form: formPart,
  markdown: lazyPart(async () => (await import('../ui/markdown.tsx')).MarkdownText),
};

/** Fetches the code of all parts once the window is idle. A part that cannot be fetched now is fetched when it is needed. */
export function preloadParts(): void {
  requestIdleCallback(() => {
    for (const part of Object.values(parts)) void part.preload().catch(() => undefined);
  });
}

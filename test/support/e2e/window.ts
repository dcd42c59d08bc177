import { expect, type Locator, type Page } from 'playwright/test';

// Where things are in the window, by what they are called; nothing here knows how they are built.

export function taskList(window: Page): Locator {
  return window.getByRole('listbox', { name: 'Tasks' });
}

export function rows(window: Page): Locator {
  return taskList(window).getByRole('option');
}

/** The page of the task that is open. */
export function taskPage(window: Page): Locator {
  return window.getByRole('region', { name: 'Task', exact: true });
}

export function processPage(window: Page): Locator {
  return window.getByRole('region', { name: 'Process', exact: true });
}

/** The part of the page where one answers. */
export function answerBar(window: Page): Locator {
  return window.getByRole('region', { name: 'Your answer' });
}

export function titleOf(page: Locator): Locator {
  return page.getByRole('heading', { level: 2 });
}

type View =
  | 'Inbox'
  | 'Due today'
  | 'Done'
  | 'Unassigned'
  | 'Everyone’s'
  | 'Queue'
  | 'Processes'
  | 'Workflows'
  | 'People'
  | 'Settings';

/** The link to a view; its text is the view's name and, where there is something in it, how much. */
export function viewLink(window: Page, view: View): Locator {
  return window
    .getByRole('navigation', { name: 'Views' })
    .getByRole('link', { name: new RegExp(`^${view}`) });
}

export async function go(window: Page, view: View): Promise<void> {
  await viewLink(window, view).click();
}

/** What the window says about something that has happened. */
export function announcement(window: Page): Locator {
  return window.getByRole('status').filter({ hasText: /./ });
}

export async function runSample(window: Page, title: string): Promise<void> {
  await window.getByRole('button', { name: `Run ${title}` }).click();
}

/**
 * Presses a button of the answer bar right after another answer. For a third of a second the window takes no second answer,
 * so that a bouncing key cannot decide two tasks; a person who sees that nothing happened presses again.
 */
export async function pressSoonAfter(window: Page, name: string): Promise<void> {
  const button = answerBar(window).getByRole('button', { name });
  await button.waitFor();
  await expect(async () => {
    if (await button.isVisible()) await button.click({ timeout: 1000 });
    await expect(button).toBeHidden({ timeout: 400 });
  }).toPass();
}

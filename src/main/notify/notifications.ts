import type { Log } from '../../service/log.ts';
import { assertNever } from '../../shared/assert-never.ts';
import type { Timers } from '../../shared/clock.ts';
import type { Change } from '../../shared/contract/account.ts';
import type { Navigation, Settings } from '../../shared/contract/desktop.ts';
import { localAccountId } from '../../local/accounts/combined/source.ts';
import type { OptionValue } from '../../shared/human-task/ask.ts';
import { errorFields } from '../../service/error-fields.ts';
import { asksOf, type AccountClient } from './asks.ts';
import { createServerAsks, type ServerAsks } from './server-asks.ts';
import { refusalNotification, summaryKey, summaryNotification, taskNotification } from './content.ts';
import type { DesktopEvent, DesktopNotification, DesktopNotifier } from './desktop/desktop-notifier.ts';
import { refusalOf } from './refusal.ts';
import {
  forgetShown,
  forgetTold,
  forgetSummary,
  nothingTold,
  planNotifications,
  planQuieter,
  type NotifyState,
  type Plan,
  type Step,
} from './rules.ts';

// N1: an ask is told at most once in a run of the app, and its notification goes when the ask stops waiting, wherever it
//     was answered.
// N2: an answer pressed on a notification takes the account's own path, with its checks; nothing is decided here.
// N3: one thing at a time; changes that come meanwhile are collected and looked at together.

export interface NotificationsOptions {
  /** The account as the person at the desktop sees it; commands through it are recorded as made from a notification. */
  readonly client: AccountClient;
  readonly desktop: DesktopNotifier;
  readonly setting: () => Settings['notifications'];
  readonly open: (to: Navigation) => void;
  readonly timers: Timers;
  readonly log: Log;
}

/** What the desktop is told about the account. Every method resolves when the desktop shows what it should. */
export class Notifications {
  readonly #options: NotificationsOptions;
  readonly #answers = new Map<string, ReadonlyMap<string, OptionValue>>();
  readonly #changed = new Set<string>();
  readonly #servers: ServerAsks;
  #state: NotifyState = nothingTold;
  #turn: Promise<void> = Promise.resolve();

  constructor(options: NotificationsOptions) {
    this.#options = options;
    this.#servers = createServerAsks(options);
  }

  /** Tells what waits already. */
  start(): Promise<void> {
    return this.#inTurn(async () => {
      const asks = await this.#servers.allWaiting();
      await this.#follow(planNotifications(this.#state, asks, this.#options.setting()));
    });
  }

  /** Something has changed on this computer, or in an account of a server. */
  accountChanged(change: Change, accountId: string): Promise<void> {
    if (accountId === localAccountId) for (const processId of change.processIds) this.#changed.add(processId);
    else this.#servers.changed(change);
    return this.#inTurn(async () => {
      const processIds = [...this.#changed];
      this.#changed.clear();
      const asks = [...(await asksOf(this.#options.client, processIds)), ...(await this.#servers.asksNow())];
      await this.#follow(planNotifications(this.#state, asks, this.#options.setting()));
    });
  }

  settingChanged(): Promise<void> {
    return this.#inTurn(() => this.#follow(planQuieter(this.#state, this.#options.setting())));
  }

  heard(event: DesktopEvent): Promise<void> {
    return this.#inTurn(async () => {
      switch (event.kind) {
        case 'clicked':
          return this.#open(event.key);
        case 'action':
          return this.#press(event.key, event.action);
        case 'closed':
          return this.#forget(event.key);
        default:
          return assertNever(event);
      }
    });
  }

  async #press(key: string, action: string): Promise<void> {
    const value = this.#answers.get(key)?.get(action);
    if (value === undefined) return this.#open(key);
    try {
      await this.#options.client.humanTasks.complete({
        taskAsstId: key,
        response: { value },
        // The same press delivered twice is one answer; two different presses are two.
        idempotencyKey: `notification:${key}:${JSON.stringify(value)}`.slice(0, 200),
      });
    } catch (error) {
      const refusal = refusalOf(error);
      this.#options.log.warn('An answer from a notification was refused', {
        taskAsstId: key,
        code: refusal.code,
      });
      this.#forget(key);
      await this.#show(refusalNotification(key, refusal));
    }
  }

  async #open(key: string): Promise<void> {
    this.#options.open(key === summaryKey ? { to: 'inbox' } : { to: 'task', taskAsstId: key });
    this.#forget(key);
    await this.#options.desktop.withdraw(key);
  }

  #forget(key: string): void {
    this.#answers.delete(key);
    this.#state = key === summaryKey ? forgetSummary(this.#state) : forgetShown(this.#state, key);
  }

  async #follow(plan: Plan): Promise<void> {
    this.#state = plan.state;
    for (const step of plan.steps) {
      try {
        await this.#take(step);
      } catch (error) {
        // One that fails does not keep the others from being told.
        this.#options.log.warn('A notification is behind', errorFields(error));
        if (step.kind === 'show') this.#state = forgetTold(this.#state, step.taskAsstId);
      }
    }
  }

  async #take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'show':
        return this.#showTask(step.taskAsstId);
      case 'summarize':
        return this.#show(summaryNotification(step.count));
      case 'withdraw':
        this.#answers.delete(step.taskAsstId);
        return this.#options.desktop.withdraw(step.taskAsstId);
      case 'withdraw-summary':
        return this.#options.desktop.withdraw(summaryKey);
      default:
        return assertNever(step);
    }
  }

  async #showTask(taskAsstId: string): Promise<void> {
    const { notification, answers } = taskNotification(
      await this.#options.client.humanTasks.get({ taskAsstId }),
    );
    this.#answers.set(taskAsstId, answers);
    await this.#show(notification);
  }

  /** A desktop that cannot show it does not stop anything: the inbox and the tray have it too. */
  async #show(notification: DesktopNotification): Promise<void> {
    try {
      await this.#options.desktop.show(notification);
    } catch (error) {
      this.#options.log.warn('A notification could not be shown', errorFields(error));
    }
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(work).catch((error: unknown) => {
      this.#options.log.error('Notifications are behind', errorFields(error));
    });
    return this.#turn;
  }
}

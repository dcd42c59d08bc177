import { expect } from 'playwright/test';
import type { Json } from '../../../src/shared/json.ts';
import type { RunningApp } from '../app.ts';
import { start, startSample } from './processes.ts';

/** The inbox of somebody in finance on an ordinary day: asks of every kind, from several departments, some of them due. */
export async function aWorkingDay(running: RunningApp): Promise<void> {
  for (const { document, do: tasks, input } of workflows)
    await start(running, { document, do: tasks }, input);
  for (const sample of ['release-gate', 'document-review', 'data-correction', 'expense-approval'])
    await startSample(running, sample);
  const count = workflows.length + 4;
  await expect.poll(async () => (await running.api.humanTasks.list({})).total).toBe(count);
}

/** The task that a picture of the inbox should show open. */
export const openTask = 'Approve Q4 vendor payment to Northwind';

interface Started {
  readonly document: Record<string, Json>;
  readonly do: Json;
  readonly input: Record<string, Json>;
}

const workflows: readonly Started[] = [
  {
    document: { namespace: 'people', name: 'leave', title: 'Leave request' },
    do: [
      {
        approve: {
          metadata: { title: 'Approve leave ${ .days }, ${ .who }' },
          ask: {
            mode: 'approval',
            prompt: '${ .who } asks for leave on ${ .days }. Two colleagues are there.',
            contextKeys: ['who', 'days', 'left'],
            timeout: { after: { days: 9 } },
          },
        },
      },
    ],
    input: { who: 'R. Okafor', days: '21–24 Dec', left: '6 days' },
  },
  {
    document: { namespace: 'publish', name: 'view', title: 'Publish a page' },
    do: [
      {
        publish: {
          metadata: { title: 'Publish the status page for everybody?' },
          ask: {
            mode: 'confirm',
            prompt: 'The page shows the state of four services. Anybody will be able to read it.',
            risk: 'medium',
            timeout: { after: { days: 4 } },
          },
        },
      },
    ],
    input: { page: 'status', services: 4 },
  },
  {
    document: { namespace: 'logistics', name: 'hold', title: 'Shipment on hold' },
    do: [
      {
        why: {
          metadata: { title: 'Why was shipment ${ .shipment } held?' },
          ask: { prompt: 'The carrier wants one sentence.' },
        },
      },
    ],
    input: { shipment: 'SH-7710' },
  },
  {
    document: { namespace: 'claims', name: 'assign', title: 'Claim' },
    do: [
      {
        reviewers: {
          metadata: { title: 'Choose reviewers for claim ${ .claim }' },
          ask: {
            mode: 'multiChoice',
            prompt: 'Who looks at claim ${ .claim }?',
            options: ['O. Park', 'M. Silva', 'R. Okafor'],
            contextKeys: ['claim', 'amount'],
            timeout: { after: { days: 2 } },
          },
        },
      },
    ],
    input: { claim: 'CL-20931', amount: 1250 },
  },
  ...['55-1203', '55-1207'].map((order, index) => refund(order, index === 0 ? '84.00' : '91.50')),
  {
    document: { namespace: 'expenses', name: 'vendor-payment', title: 'Vendor payment' },
    do: [
      {
        'request-approval': {
          metadata: { title: openTask },
          ask: {
            mode: 'approval',
            prompt:
              'Northwind asks for the fourth instalment of the 2026 framework contract. The amount is **12 % above** the third instalment; the intake agent found the reason in annex C.',
            contextKeys: ['amount', 'invoice', 'costCentre', 'checkedBy'],
            commentRequired: ['REJECTED'],
            risk: 'high',
            assignment: { categoryCode: 'approval' },
            timeout: { after: { hours: 3 } },
          },
        },
      },
      {
        route: {
          switch: [
            { approved: { when: '.value == "APPROVED"', then: 'schedule' } },
            { otherwise: { then: 'correct' } },
          ],
        },
      },
      {
        schedule: {
          metadata: { title: 'Schedule the transfer of ${ $workflow.input.amount }' },
          set: { status: 'scheduled' },
          then: 'end',
        },
      },
      {
        correct: {
          metadata: { title: 'Ask M. Silva for a correction' },
          ask: { prompt: 'What has to change on the invoice?', timeout: { after: { days: 3 } } },
        },
      },
    ],
    input: {
      amount: '€ 48 200.00',
      invoice: 'NW-2026-1187 · 18 Nov 2026',
      costCentre: '4410 Logistics',
      checkedBy: 'intake agent, then M. Silva',
    },
  },
];

function refund(order: string, amount: string): Started {
  return {
    document: {
      namespace: 'support',
      name: 'refund',
      title: 'Refund',
      version: `1.0.${Number(order.slice(-1))}`,
    },
    do: [
      {
        approve: {
          metadata: { title: 'Refund € ${ .amount } to order ${ .order }' },
          ask: {
            mode: 'approval',
            prompt: 'The parcel came back undamaged on Tuesday.',
            contextKeys: ['order', 'amount'],
            timeout: { after: { days: 1 } },
          },
        },
      },
    ],
    input: { order, amount },
  };
}

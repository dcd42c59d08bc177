import { z } from 'zod';
import type { EmailEffect } from '../effect.ts';
import type { EmailArguments } from './call-arguments.ts';
import {
  EffectText,
  evaluated,
  evaluatedIfGiven,
  evaluatedTemplate,
  type Prepared,
} from './effect-values.ts';
import type { TaskScope } from './task-type.ts';

const Port = z.coerce.number().pipe(z.int().min(1).max(65_535, { error: 'must be a port' }));

const Addresses = z
  .union([z.array(EffectText), EffectText], { error: 'must be an address or a list of addresses' })
  .transform((addresses) => (Array.isArray(addresses) ? addresses : [addresses]));

/** `call: email`. The port is the usual one for mail that is handed in unless it is given. @throws WorkflowError */
export async function prepareEmail(args: EmailArguments, scope: TaskScope): Promise<Prepared> {
  const addresses = (key: 'to' | 'cc' | 'bcc') => evaluated(Addresses, args[key] ?? [], ['with', key], scope);
  const template = (text: string | undefined) =>
    text === undefined ? undefined : evaluatedTemplate(text, scope);
  const replyTo = await evaluatedIfGiven(EffectText, args.replyTo, ['with', 'replyTo'], scope);
  const text = await template(args.text);
  const html = await template(args.html);
  const subject = await evaluatedTemplate(args.subject, scope);
  const to = await addresses('to');
  return {
    effect: {
      kind: 'email',
      server: await serverOf(args, scope),
      from: await evaluatedTemplate(args.from, scope),
      to,
      cc: await addresses('cc'),
      bcc: await addresses('bcc'),
      ...(replyTo === undefined ? {} : { replyTo }),
      subject,
      ...(text === undefined ? {} : { text }),
      ...(html === undefined ? {} : { html }),
    },
    what: `e-mail to ${to.filter((address) => typeof address === 'string').join(', ')}`,
  };
}

async function serverOf({ server }: EmailArguments, scope: TaskScope): Promise<EmailEffect['server']> {
  const path = ['with', 'server'];
  const { secure = server.port === 465 } = server;
  const port = await evaluated(Port, server.port ?? (secure ? 465 : 587), [...path, 'port'], scope);
  const username = await evaluatedIfGiven(EffectText, server.username, [...path, 'username'], scope);
  const password = await evaluatedIfGiven(EffectText, server.password, [...path, 'password'], scope);
  return {
    host: await evaluated(EffectText, server.host, [...path, 'host'], scope),
    port,
    secure,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  };
}

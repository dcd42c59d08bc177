import { createHash } from 'node:crypto';
import type { EmailEffect } from '../engine/effect.ts';
import type { EffectContext, EffectHandler } from './effects.ts';
import type { EffectTools } from './effect-tools.ts';
import { fault } from './faults.ts';

const longestReason = 300;

/**
 * Sends a mail by SMTP: with TLS from the start where the server says `secure`, otherwise by STARTTLS where the server has it, and
 * always before a password is sent. A repeated call has the same Message-ID, by which mail systems drop a second copy. The output is
 * {messageId, accepted, rejected}, with addresses as the server took or refused them.
 * @throws WorkflowError: authentication (refused user or password), communication (status 502, or 503 where a later try may do),
 * timeout after `limits.emailMs` without an answer, validation (an address that is none), and no one of the recipients accepted
 */
export const runEmail: EffectHandler<'email'> = async (effect, context, tools) => {
  const { createTransport } = await import('nodemailer');
  const transport = createTransport(connectionOf(effect, tools));
  const stop = () => transport.close();
  context.signal.addEventListener('abort', stop, { once: true });
  try {
    context.signal.throwIfAborted();
    const sent = await transport.sendMail(mailOf(effect, context));
    return {
      messageId: sent.messageId,
      accepted: addresses(sent.accepted),
      rejected: addresses(sent.rejected),
    };
  } catch (error) {
    throw mailFault(error, effect);
  } finally {
    context.signal.removeEventListener('abort', stop);
    transport.close();
  }
};

function connectionOf({ server }: EmailEffect, { limits }: EffectTools) {
  const { host, port, secure, username, password } = server;
  const auth =
    username === undefined
      ? {}
      : { auth: { user: username, pass: password ?? '' }, requireTLS: !isLocal(host) };
  return {
    host,
    port,
    secure,
    ...auth,
    connectionTimeout: limits.connectMs,
    greetingTimeout: limits.emailMs,
    socketTimeout: limits.emailMs,
    // Nothing in a definition may make the mail read a file or fetch an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function mailOf(effect: EmailEffect, { idempotencyKey }: EffectContext) {
  const { from, to, cc, bcc, replyTo, subject, text, html } = effect;
  const digest = createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 32);
  return {
    messageId: `<${digest}@countersign>`,
    from,
    to: [...to],
    cc: [...cc],
    bcc: [...bcc],
    subject,
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(text === undefined ? {} : { text }),
    ...(html === undefined ? {} : { html }),
  };
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function addresses(list: ReadonlyArray<string | { readonly address: string }>): string[] {
  return list.map((entry) => (typeof entry === 'string' ? entry : entry.address));
}

/** Servers repeat what they were sent, so only their code and the first line of what they say is shown. */
function mailFault(error: unknown, { server }: EmailEffect): unknown {
  if (!(error instanceof Error)) return error;
  const { code, responseCode, response } = error as {
    code?: string;
    responseCode?: number;
    response?: string;
  };
  const [line = ''] = (response ?? '').split('\n');
  const said = line === '' ? '' : `: ${line.slice(0, longestReason)}`;
  const { host } = server;
  if (code === 'EAUTH') {
    return fault(
      'authentication',
      `The mail server ${host} refused user and password (${responseCode ?? code})`,
      { cause: error },
    );
  }
  if (code === 'ETIMEDOUT')
    return fault('timeout', `The mail server ${host} did not answer in time`, { cause: error });
  if (code === 'EENVELOPE' && responseCode === undefined) {
    return fault('validation', 'The mail has no recipient, or an address that is none', { cause: error });
  }
  const isTemporary = responseCode === undefined ? code !== 'ETLS' : responseCode < 500;
  const what =
    said === ''
      ? `The mail could not be given to ${host} (${code ?? error.name})`
      : `The mail server ${host} refused the mail${said}`;
  return fault('communication', what, { status: isTemporary ? 503 : 502, cause: error });
}

import { z } from 'zod';

const Schema = z.looseObject({});
const Content = z.record(z.string(), z.object({ schema: Schema.optional() }));
const Operation = z.object({
  operationId: z.string().optional(),
  summary: z.string().optional(),
  servers: z.array(z.object({ url: z.string() })).default([]),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.string(),
        required: z.boolean().optional(),
        description: z.string().optional(),
        schema: Schema.optional(),
      }),
    )
    .default([]),
  requestBody: z.object({ content: Content }).optional(),
  responses: z.record(
    z.string(),
    z.object({ description: z.string().optional(), content: Content.optional() }),
  ),
});
type Operation = z.infer<typeof Operation>;
const Document = z.object({
  info: z.object({ title: z.string(), version: z.string(), description: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
});

export const docsStyle = `
:root { color-scheme: light dark; font: 15px/1.55 system-ui, sans-serif; }
body { max-width: 60rem; margin: 0 auto; padding: 1.5rem; background: light-dark(#fff, #16181c); color: light-dark(#1d2025, #e6e8eb); }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
a { color: light-dark(#2b5cc0, #8fb3ff); }
details { border-top: 1px solid light-dark(#dfe2e7, #33373e); padding: .5rem 0; }
summary { cursor: pointer; overflow-wrap: anywhere; } summary:focus-visible { outline: 2px solid light-dark(#2b5cc0, #8fb3ff); }
code, pre { font: .85em/1.5 ui-monospace, monospace; } b { display: inline-block; min-width: 4.5rem; font: 600 .8em ui-monospace, monospace; }
pre { overflow: auto; padding: .75rem; background: light-dark(#f4f5f7, #1f2227); border-radius: .4rem; max-height: 24rem; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: start; vertical-align: top; padding: .25rem .75rem .25rem 0; overflow-wrap: anywhere; }
`;

/** An OpenAPI document as one page: every operation with its parameters, body and answers. */
export function docsPage(document: object): string {
  const { info, paths } = Document.parse(document);
  const groups = new Map<string, string[]>();
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const group = operation.operationId?.split('.')[0] ?? path.split('/')[1] ?? '';
      groups.set(group, [...(groups.get(group) ?? []), operationHtml(method, path, operation)]);
    }
  }
  const links = [...groups.keys()].map((group) => `<a href="#${escape(group)}">${escape(group)}</a>`);
  const sections = [...groups].map(
    ([group, items]) =>
      `<section aria-labelledby="${escape(group)}"><h2 id="${escape(group)}">${escape(group)}</h2>${items.join('')}</section>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(info.title)} API</title><style>${docsStyle}</style></head><body><main>
<h1>${escape(info.title)} API ${escape(info.version)}</h1><p>${escape(info.description)}</p>
<p>The same for programs: <a href="/api/openapi.json">/api/openapi.json</a></p>
<nav aria-label="Groups">${links.join(' · ')}</nav>${sections.join('')}</main></body></html>`;
}

function operationHtml(method: string, path: string, operation: Operation): string {
  const { summary, servers, parameters, requestBody, responses } = operation;
  const address = `${(servers[0]?.url ?? '/api').replace(/\/$/, '')}${path}`;
  const parts = [
    parameters.length > 0 ? parametersHtml(parameters) : '',
    requestBody === undefined ? '' : contentHtml('Body', requestBody.content),
    ...Object.entries(responses)
      // Every operation can fail by the same list; it is shown once, by the answers that are its own.
      .filter(([status]) => status.startsWith('2'))
      .map(([status, { content }]) => contentHtml(`Answer ${status}`, content ?? {})),
  ];
  return `<details><summary><b>${escape(method.toUpperCase())}</b> <code>${escape(address)}</code> ${escape(summary ?? '')}</summary>${parts.join('')}</details>`;
}

function parametersHtml(parameters: Operation['parameters']): string {
  const rows = parameters.map(
    ({ name, in: where, required, description, schema }) =>
      `<tr><td><code>${escape(name)}</code></td><td>${escape(where)}${required === true ? ', required' : ''}</td>` +
      `<td>${escape(description ?? '')} <code>${escape(JSON.stringify(schema ?? {}))}</code></td></tr>`,
  );
  return `<table><thead><tr><th>Parameter</th><th>Where</th><th>What</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function contentHtml(title: string, content: z.infer<typeof Content>): string {
  return Object.entries(content)
    .map(
      ([type, { schema }]) =>
        `<p>${escape(title)}: ${escape(type)}</p><pre tabindex="0">${escape(JSON.stringify(schema ?? {}, null, 2))}</pre>`,
    )
    .join('');
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

import type { DemoUser } from './demo-users.ts';

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { display: grid; place-items: center; min-height: 100vh; margin: 0; background: light-dark(#f6f7f9, #16181c); }
  main { box-sizing: border-box; width: min(24rem, 100%); padding: 2rem; }
  h1 { margin: 0 0 .25rem; font-size: 1.25rem; }
  p { margin: 0 0 1.5rem; color: light-dark(#545b66, #a5adba); }
  button { display: block; box-sizing: border-box; width: 100%; margin: 0 0 .75rem; padding: .75rem 1rem; border: 1px solid
    light-dark(#d4d8de, #3a3f47); border-radius: .5rem; background: light-dark(#fff, #1f2227); color: inherit; font: inherit;
    text-align: start; cursor: pointer; }
  button:hover { border-color: light-dark(#3b6fd4, #7fa8f5); }
  button:focus-visible { outline: 2px solid light-dark(#3b6fd4, #7fa8f5); outline-offset: 2px; }
  small { display: block; color: light-dark(#545b66, #a5adba); }
`;

/** Who is to be signed in; each button is one of the demo users. */
export function signInPage(users: readonly DemoUser[]): string {
  const buttons = users.map(
    ({ userId, name, email }) =>
      `<button name="user" value="${escape(userId)}">${escape(name)}<small>${escape(email)}</small></button>`,
  );
  return page(
    'Sign in to Countersign',
    `<p>This server has no identity provider of its own yet, so anybody on this computer may be either of these.</p>
    <form method="post">${buttons.join('')}</form>`,
  );
}

/** What went wrong, and what to do. */
export function problemPage(words: string): string {
  return page('Signing in did not work', `<p role="alert">${escape(words)}</p>`);
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${style}</style></head><body><main><h1>${title}</h1>${body}</main></body></html>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

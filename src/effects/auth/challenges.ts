/** One challenge of a `WWW-Authenticate` header (RFC 9110, 11.6.1): names of schemes and parameters in lower case. */
export interface Challenge {
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const part = /([!#$%&'*+.^_`|~\w-]+)(?:\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^\s,]+)))?/g;

/** A word that has no value begins a challenge, what has one belongs to the challenge before it. */
export function parseChallenges(header: string): Challenge[] {
  const challenges: { scheme: string; parameters: Record<string, string> }[] = [];
  for (const [, name = '', quoted, token] of header.matchAll(part)) {
    const value = quoted?.replace(/\\(.)/g, '$1') ?? token;
    if (value === undefined) challenges.push({ scheme: name.toLowerCase(), parameters: {} });
    else Object.assign(challenges.at(-1)?.parameters ?? {}, { [name.toLowerCase()]: value });
  }
  return challenges;
}

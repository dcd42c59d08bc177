/** `application/json` of `Application/JSON; charset=utf-8`; empty without a header. */
export function mediaTypeOf(contentType: string | undefined): string {
  return (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

export function isJsonType(mediaType: string): boolean {
  return mediaType === 'application/json' || mediaType === 'text/json' || mediaType.endsWith('+json');
}

const textual =
  /^(text\/.*|.*\+(xml|yaml)|application\/(xml|yaml|x-yaml|javascript|ecmascript|graphql|sql|toml|x-ndjson|x-www-form-urlencoded))$/;

export function isTextType(mediaType: string): boolean {
  return textual.test(mediaType);
}

/** The `charset` parameter, `utf-8` without one. */
export function charsetOf(contentType: string | undefined): string {
  return /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType ?? '')?.[1] ?? 'utf-8';
}

/** `encodeURIComponent` for any text: half a surrogate pair, which has no bytes, becomes U+FFFD. */
export function percentEncoded(text: string): string {
  return encodeURIComponent(wellFormed(text));
}

/** Keeps what has a meaning in addresses (RFC 3986, 2.2). */
export function percentEncodedUri(text: string): string {
  return encodeURI(wellFormed(text));
}

/** Text that is not properly encoded stays as it is. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

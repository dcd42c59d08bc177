/** In bytes: what every file system takes. */
const longestName = 200;

/** Devices of Windows, whatever ending they have. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * The name under which a file is kept and offered for saving, made of what its sender called it: no folders, nothing invisible,
 * nothing that a file system or a person would read as something else.
 */
export function safeFileName(given: string): string {
  const base = given.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const visible = base
    // Control and format characters: among them those that turn the direction of writing, so that `exe.pdf` reads `fdp.exe`.
    .replace(/(?!\s)[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  const name = shortened(visible);
  if (name === '') return 'file';
  return reserved.test(name) ? `_${name}` : name;
}

/** Cut before the ending, so that it stays what it is. */
function shortened(name: string): string {
  const encoder = new TextEncoder();
  if (encoder.encode(name).length <= longestName) return name;
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 && name.length - dot <= 20 ? name.slice(dot) : '';
  const room = longestName - encoder.encode(ending).length;
  let kept = '';
  let used = 0;
  for (const character of name.slice(0, name.length - ending.length)) {
    used += encoder.encode(character).length;
    if (used > room) break;
    kept += character;
  }
  return kept.trimEnd() + ending;
}

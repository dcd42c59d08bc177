/** The size of a page, in points: A4. */
export const paper = { width: 595, height: 842 };

export interface PdfPage {
  /** What is drawn, in PDF's own operators; `/F1` is Helvetica, of which the file brings no glyphs. */
  readonly content: string;
  /** More of what the page may use: `/XObject << /Im0 … >>`; an object here is written in place. */
  readonly resources?: string;
  readonly mediaBox?: string;
}

export interface PdfParts {
  readonly pages: readonly PdfPage[];
  /** More of the catalog: `/OpenAction …`. */
  readonly catalog?: string;
  readonly trailer?: string;
  /** Objects that the others refer to, from number 10 on. */
  readonly objects?: readonly (string | Buffer)[];
}

/** A whole PDF with the table of its objects. */
export function pdfFile({ pages, catalog = '', trailer = '', objects = [] }: PdfParts): Buffer {
  const first = 10 + objects.length;
  const numbers = pages.map((_page, index) => first + index * 2);
  const kids = numbers.map((number) => `${number} 0 R`).join(' ');
  const all = new Map<number, string | Buffer>([
    [1, `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`],
    [2, `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`],
    [3, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'],
    ...objects.map((object, index): [number, string | Buffer] => [10 + index, object]),
  ]);
  for (const [index, { content, resources = '', mediaBox }] of pages.entries()) {
    const number = first + index * 2;
    const box = mediaBox ?? `0 0 ${paper.width} ${paper.height}`;
    const uses = `<< /Font << /F1 3 0 R /F2 10 0 R >> ${resources} >>`;
    all.set(
      number,
      `<< /Type /Page /Parent 2 0 R /MediaBox [${box}] /Resources ${uses} /Contents ${number + 1} 0 R >>`,
    );
    all.set(number + 1, stream('', Buffer.from(content)));
  }
  return written(all, trailer);
}

/** An object with bytes. */
export function stream(dictionary: string, bytes: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`<< /Length ${bytes.length} ${dictionary} >>\nstream\n`),
    bytes,
    Buffer.from('\nendstream'),
  ]);
}

function written(objects: ReadonlyMap<number, string | Buffer>, trailer: string): Buffer {
  const pieces: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  const offsets = new Map<number, number>();
  let length = pieces[0]?.length ?? 0;
  for (const [number, object] of objects) {
    offsets.set(number, length);
    const piece = Buffer.concat([
      Buffer.from(`${number} 0 obj\n`),
      Buffer.from(object),
      Buffer.from('\nendobj\n'),
    ]);
    pieces.push(piece);
    length += piece.length;
  }
  const size = Math.max(...objects.keys()) + 1;
  const rows = Array.from({ length: size }, (_row, number) => {
    const at = offsets.get(number);
    return at === undefined ? '0000000000 65535 f \n' : `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  pieces.push(
    Buffer.from(
      `xref\n0 ${size}\n${rows.join('')}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${length}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(pieces);
}

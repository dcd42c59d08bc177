/** In pixels: a canvas that is larger would not be drawn at all, or take the memory of everything else. */
const longestSide = 8_192;
const largestArea = 16 * 1024 * 1024;

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * How much a page is enlarged to be as wide as it is wanted; less where its picture would be too large.
 * @param page its size at scale 1; whoever wrote the file has chosen it
 * @param width in pixels of the canvas
 * @returns null for a page that has no size
 */
export function pageScale({ width, height }: Size, wanted: number): number | null {
  const scale = Math.min(
    wanted / width,
    longestSide / Math.max(width, height),
    Math.sqrt(largestArea / (width * height)),
  );
  const isDrawable = Number.isFinite(scale) && Math.min(width, height) * scale >= 1;
  return isDrawable ? scale : null;
}

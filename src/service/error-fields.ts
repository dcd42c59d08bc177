import type { LogFields } from './log.ts';

const mostFrames = 8;

/**
 * What a log may keep of an error: what it is and where it came from. Not its message: that can quote a task, a file or
 * a token.
 */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error };
  return {
    error: error.name,
    code: 'code' in error && typeof error.code === 'string' ? error.code : null,
    at: framesOf(error),
  };
}

function framesOf(error: Error): string | null {
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  return frames.length === 0
    ? null
    : frames
        .slice(0, mostFrames)
        .map((line) => line.trim())
        .join(' | ');
}

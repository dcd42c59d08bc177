import type { LogEffect } from '../engine/effect.ts';
import type { EffectHandler } from './effects.ts';

const levels: readonly LogEffect['level'][] = ['debug', 'info', 'warn', 'error'];

/**
 * Writes an entry to the log, unless its level is below `options.logLevel`, and passes its message on as the output. What is
 * longer than `limits.logCharacters` is cut, or left out where it is data, and says so.
 */
export const runLog: EffectHandler<'log'> = async (effect, context, { options, limits }) => {
  const lowest = options.logLevel ?? 'debug';
  if (levels.indexOf(effect.level) >= levels.indexOf(lowest)) {
    await options.log(bounded(effect, limits.logCharacters), context);
  }
  return effect.message;
};

function bounded(effect: LogEffect, most: number): LogEffect {
  const { kind, level, message, data } = effect;
  const entry = { kind, level, message: shortened(message, most) };
  if (data === undefined) return entry;
  const { length } = JSON.stringify(data);
  return { ...entry, data: length <= most ? data : `(${length} characters of data left out)` };
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}… (${text.length - most} characters left out)`;
}

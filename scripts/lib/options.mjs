/** Command line options of the scripts. */

import { resolve } from 'node:path';
import { Failure } from './print.mjs';

/**
 * Makes the values of some options absolute paths; leaves the rest as it is.
 *
 * @param {string[]} args
 * @param {string[]} names options that take a path, such as "--screenshot"
 * @param {string} [base] what relative paths are relative to
 * @returns {string[]}
 */
export function absolutePaths(args, names, base = process.cwd()) {
  return args.map((argument, index) => {
    if (names.includes(args[index - 1] ?? '')) return resolve(base, argument);
    const name = names.find((each) => argument.startsWith(`${each}=`));
    return name ? `${name}=${resolve(base, argument.slice(name.length + 1))}` : argument;
  });
}

/**
 * Takes options that need a whole number out of the arguments.
 *
 * @param {string[]} args
 * @param {string[]} names such as "--runs"
 * @returns {{ values: Record<string, string>, rest: string[] }} values by name
 */
export function takeNumbers(args, names) {
  /** @type {Record<string, string>} */
  const values = {};
  /** @type {string[]} */
  const rest = [];
  for (let index = 0; index < args.length; index += 1) {
    const [name = '', inline] = (args[index] ?? '').split('=');
    if (!names.includes(name)) {
      rest.push(args[index] ?? '');
      continue;
    }
    const value = inline ?? args[(index += 1)];
    if (!/^\d+$/.test(value ?? ''))
      throw new Failure(`${name} needs a whole number.`, `for example: ${name} 100`);
    values[name] = value ?? '';
  }
  return { values, rest };
}

/**
 * Says what a script does, in plain words. One line per fact; long work repeats itself every few seconds so that
 * nobody wonders whether it hangs.
 */

const start = Date.now();

/** @param {string} text */
export function say(text) {
  console.log(text);
}

/**
 * Prints what is about to take a while, and how long it has taken until it ends.
 *
 * @template T
 * @param {string} text what is done, without a full stop
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function during(text, work) {
  const began = Date.now();
  say(`${text} …`);
  const ticker = setInterval(() => say(`  still at it after ${seconds(Date.now() - began)}`), 10_000);
  try {
    const result = await work();
    say(`  done in ${seconds(Date.now() - began)}`);
    return result;
  } finally {
    clearInterval(ticker);
  }
}

/**
 * @param {number} milliseconds
 * @returns {string} for example "0.2 s"
 */
export function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** @returns {string} the time since the script began, for example "0.2 s" */
export function elapsed() {
  return seconds(Date.now() - start);
}

/** A failure that the user can do something about: `next` says what. */
export class Failure extends Error {
  /**
   * @param {string} what what went wrong
   * @param {string} next what to do now
   */
  constructor(what, next) {
    super(what);
    this.name = 'Failure';
    this.next = next;
  }
}

/**
 * Runs a script's main function; a failure is printed with what to do next and ends with exit code 1.
 *
 * @param {() => Promise<number | void>} main returns the exit code, 0 when it returns nothing
 */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (error instanceof Failure) console.error(`\n✗ ${error.message}\n  What to do: ${error.next}`);
    else {
      console.error(error);
      console.error('\n✗ This is a bug in the script.\n  What to do: report it with the lines above.');
    }
    process.exitCode = 1;
  }
}

import { inspect } from 'node:util';

/** What was heard so far, and a way to wait for what has not been heard yet. */
export class Heard<Item> {
  readonly #items: Item[] = [];
  readonly #waiting = new Set<(item: Item) => void>();

  get all(): readonly Item[] {
    return this.#items;
  }

  add(item: Item): void {
    this.#items.push(item);
    for (const look of this.#waiting) look(item);
  }

  /** The first that fits, of those heard already or else of those to come. @throws Error after `within` milliseconds */
  async first(what: string, fits: (item: Item) => boolean, within = 10_000): Promise<Item> {
    const known = this.#items.find(fits);
    if (known !== undefined) return known;
    return new Promise((resolve, reject) => {
      const look = (item: Item): void => {
        if (!fits(item)) return;
        clearTimeout(patience);
        this.#waiting.delete(look);
        resolve(item);
      };
      const patience = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Error(`Not heard within ${within} ms: ${what}. Heard: ${inspect(this.#items)}`));
      }, within);
      this.#waiting.add(look);
    });
  }
}

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
    const found = Promise.withResolvers<Item>();
    const look = (item: Item): void => {
      if (fits(item)) found.resolve(item);
    };
    const late = AbortSignal.timeout(within);
    late.addEventListener('abort', () => {
      found.reject(
        new Error(`Not heard within ${within} ms: ${what}. Heard: ${JSON.stringify(this.#items)}`),
      );
    });
    this.#waiting.add(look);
    try {
      return await found.promise;
    } finally {
      this.#waiting.delete(look);
    }
  }
}

// The access token: in memory only, asked for once however many requests wait for it.

export class TokenKeeper {
  #token: string | null = null;
  #asking: Promise<string> | null = null;

  // ask answers with a new token, or throws.
  constructor(private readonly ask: () => Promise<string>) {}

  // What is there now, for a request that cannot wait.
  get held(): string | null {
    return this.#token;
  }

  get(): Promise<string> {
    return this.#token ? Promise.resolve(this.#token) : this.#renew();
  }

  // A token that the server refused is replaced once; whoever held an older one gets the newer.
  replace(refused: string): Promise<string> {
    if (this.#token === refused)
      this.#token = null;
    return this.get();
  }

  forget(): void {
    this.#token = null;
    this.#asking = null;
  }

  #renew(): Promise<string> {
    if (this.#asking)
      return this.#asking;
    const asking = this.ask().then((token) => {
      if (this.#asking === asking) {
        this.#token = token;
        this.#asking = null;
      }
      return token;
    }, (error: unknown) => {
      if (this.#asking === asking)
        this.#asking = null;
      throw error;
    });

    this.#asking = asking;
    return asking;
  }
}

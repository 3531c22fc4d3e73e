// The access token: in memory only. Requests that wait for one share a single call.

export class TokenKeeper {
  #token: string | null = null;
  #asking: Promise<string> | null = null;

  // ask returns a new token, or throws.
  constructor(private readonly ask: () => Promise<string>) {}

  // The current token, for a request that cannot wait.
  get held(): string | null {
    return this.#token;
  }

  get(): Promise<string> {
    return this.#token ? Promise.resolve(this.#token) : this.#renew();
  }

  // A refused token is replaced once; a caller with an older token gets the newer one.
  replace(refused: string): Promise<string> {
    if (this.#token === refused) this.#token = null;
    return this.get();
  }

  forget(): void {
    this.#token = null;
    this.#asking = null;
  }

  #renew(): Promise<string> {
    if (this.#asking) return this.#asking;
    const asking = this.ask().then(
      (token) => {
        if (this.#asking === asking) {
          this.#token = token;
          this.#asking = null;
        }
        return token;
      },
      (error: unknown) => {
        if (this.#asking === asking) this.#asking = null;
        throw error;
      },
    );

    this.#asking = asking;
    return asking;
  }
}

// A fetch() as a page in a browser has it, for the official client.

import { send } from './http.mjs';

// What a browser adds to a page's own requests: Origin on writes, Fetch Metadata, and its cookies.
export class Browser {
  constructor(origin) {
    this.origin = origin;
    this.jar = new Map();
    this.answers = [];
  }

  get last() {
    return this.answers.at(-1);
  }

  fetch = async (input, init = {}) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const headers = [...request.headers].filter(([name]) => !/^(origin|cookie|sec-fetch-)/.test(name));
    headers.push(['Sec-Fetch-Site', 'same-origin'], ['Sec-Fetch-Mode', 'cors'], ['Sec-Fetch-Dest', 'empty']);
    headers.push(['User-Agent', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0']);
    if (request.method !== 'GET')
      headers.push(['Origin', this.origin]);
    if (this.jar.size)
      headers.push(['Cookie', [...this.jar].map(([n, v]) => `${n}=${v}`).join('; ')]);
    const text = await request.text();
    const answer = await send(url.origin, {
      method: request.method,
      path: url.pathname + url.search,
      headers,
      body: request.method === 'GET' ? undefined : text,
    });
    this.answers.push(answer);
    this.#keep(answer);
    const body = answer.bytes.length ? answer.bytes : null;
    return new Response(body, { status: answer.status, statusText: answer.reason, headers: answer.headers });
  };

  #keep(answer) {
    for (const line of answer.all('set-cookie')) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (/; Max-Age=0(;|$)/.test(line))
        this.jar.delete(name);
      else
        this.jar.set(name, value);
    }
  }
}

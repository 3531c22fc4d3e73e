// A fetch() as a page in a browser has it, for the official client.

import { send } from './http.mjs';
import { Jar } from './jar.mjs';

// What a browser adds to a page's own requests: Origin on writes, Fetch Metadata, and its cookies.
export class Browser {
  constructor(origin) {
    this.origin = origin;
    this.jar = new Jar();
    this.answers = [];
  }

  get last() {
    return this.answers.at(-1);
  }

  fetch = async (input, init = {}) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const headers = [...request.headers].filter(
      ([name]) => !/^(origin|cookie|sec-fetch-)/.test(name),
    );
    headers.push(
      ['Sec-Fetch-Site', 'same-origin'],
      ['Sec-Fetch-Mode', 'cors'],
      ['Sec-Fetch-Dest', 'empty'],
    );
    headers.push([
      'User-Agent',
      'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    ]);
    if (request.method !== 'GET') headers.push(['Origin', this.origin]);
    headers.push(...this.jar.headers);
    const text = await request.text();
    const answer = await send(url.origin, {
      method: request.method,
      path: url.pathname + url.search,
      headers,
      body: request.method === 'GET' ? undefined : text,
    });
    this.answers.push(answer);
    this.jar.take(answer);
    const body = answer.bytes.length ? answer.bytes : null;
    return new Response(body, {
      status: answer.status,
      statusText: answer.reason,
      headers: answer.headers,
    });
  };
}

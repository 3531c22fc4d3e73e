// A client of server-sent events (WHATWG HTML section 9.2), which tells what it got.

import http from 'node:http';

import { Answer, bearer } from './http.mjs';
import { judge } from './openapi.mjs';
import { until } from './until.mjs';

export class Events {
  constructor(server, person, { token = person.jwt, headers = {}, agent = false } = {}) {
    this.server = server;
    this.path = `/api/users/${person.id}/events`;
    this.text = '';
    this.ended = false; // in good order
    this.broken = null; // or not
    this.opened = new Promise((resolve, reject) => {
      const sent = { ...(token ? Object.fromEntries([bearer(token)]) : {}), ...headers };
      this.request = http.get(`${server.url}${this.path}`, { headers: sent, agent }, (answer) => {
        this.answer = answer;
        answer.setEncoding('utf8').on('data', (text) => {
          this.text += text;
        });
        answer.on('end', () => {
          this.ended = true;
        });
        answer.on('error', (error) => {
          this.broken = error;
        });
        resolve(this);
      });
      this.request.on('error', (error) => {
        this.broken = error;
        reject(error);
      });
    });
    this.opened.catch(() => {});
  }

  get status() {
    return this.answer.statusCode;
  }

  // The whole events so far: [{event, id, data}].
  get all() {
    return this.text
      .split('\n\n')
      .slice(0, -1)
      .map((block) => block.split('\n').filter((line) => line && !line.startsWith(':')))
      .filter((lines) => lines.some((line) => line.startsWith('data:')))
      .map((lines) => {
        const fields = Object.fromEntries(lines.map((line) => line.split(/: ?(.*)/s)));
        return {
          event: fields.event,
          ...(fields.id === undefined ? {} : { id: fields.id }),
          data: JSON.parse(fields.data),
        };
      });
  }

  get last() {
    return this.all.at(-1);
  }

  // Waits for an event of that name behind the first `after`.
  next(name, after = 0) {
    return until(`an event ${name}`, () => {
      if (this.broken) throw this.broken;
      return this.all.slice(after).find(({ event }) => event === name);
    });
  }

  async untilEnded() {
    await until('the end of the stream', () => this.ended || this.broken);
    this.close();
  }

  // The answer is compared with its description.
  close() {
    this.request.destroy();
    if (!this.answer || this.judged) return;
    this.judged = true;
    const { rawHeaders } = this.answer;
    const lines = rawHeaders.flatMap((name, i) => (i % 2 ? [] : [[name, rawHeaders[i + 1]]]));
    judge(
      this.server.url,
      { path: this.path },
      new Answer(this.status, this.answer.statusMessage, lines, Buffer.from(this.text)),
    );
  }
}

// An open stream, whose first event has come, and which is closed after the test t.
export async function listen(t, server, person, options) {
  const events = new Events(server, person, options);
  t.after(() => events.close());
  await events.opened;
  if (events.status !== 200) throw new Error(`events: ${events.status}`);
  await until('the first event', () => events.broken || events.all.length > 0);
  return events;
}

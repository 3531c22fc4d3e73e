// Reads server-sent events (WHATWG HTML, section 9.2) from the body of an answer.

export interface ServerEvent {
  event: string;
  data: string;
  id: string | null;
}

export interface Parsed {
  events: ServerEvent[];
  retryMs: number | null;
}

// Takes the text as it comes, and gives the events that are complete.
export class EventParser {
  #rest = '';
  #event = '';
  #data: string[] = [];
  #id: string | null = null;

  push(text: string): Parsed {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    const out: Parsed = { events: [], retryMs: null };

    this.#rest = lines.pop()!;
    for (const line of lines) this.#line(line, out);
    return out;
  }

  #line(line: string, out: Parsed): void {
    if (line === '') {
      if (this.#data.length)
        out.events.push({
          event: this.#event || 'message',
          data: this.#data.join('\n'),
          id: this.#id,
        });
      this.#event = '';
      this.#data = [];
      return;
    }
    const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];

    if (field === 'event') this.#event = value;
    else if (field === 'data') this.#data.push(value);
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) out.retryMs = Number(value);
  }
}

// One exchange of a recording of a plugin: "> " before the lines of the request's head, "< " before
// those of the answer's.

const lineOf = (text) => text.slice(2).split(/: (.*)/s);

function exchangeOf(number, text) {
  const [title, ...lines] = text.trim().split('\n');
  const [request, answer] = [[], []];
  let to = request;
  for (const line of lines) {
    if (line.startsWith('< ')) to = answer;
    to.push(line);
  }
  const heads = (of, mark) => of.filter((line) => line.startsWith(mark));
  const body = (of, mark) =>
    of.filter((line) => !line.startsWith(mark) && line !== '').join('\n') || undefined;
  const [, method, where] = /^> (\S+) (\S+)/.exec(request[0]);
  const sent = Object.fromEntries(heads(request, '> ').slice(1).map(lineOf));
  const got = heads(answer, '< ').slice(1).map(lineOf);
  const all = (name) => got.filter(([n]) => n === name).map(([, value]) => value);
  return {
    number: Number(number),
    title,
    request: {
      method,
      where,
      body: body(request, '> '),
      cookies: sent.cookie?.split('; ') ?? [],
      origin: sent.origin !== undefined,
      typed: sent['content-type'] !== undefined,
    },
    answer: {
      status: Number(answer[0].slice(2)),
      type: all('content-type')[0] ?? null,
      location: all('location')[0] ?? null,
      cookies: all('set-cookie'),
      body: body(answer, '< ') ?? '',
    },
  };
}

// The exchanges of a recording, and the statements with what they printed, in their order.
export function stepsOf(text) {
  const parts = text.split(/^(===|---|#{10}) /m).slice(1);
  const steps = [];
  for (let i = 0; i < parts.length; i += 2) {
    const [mark, piece] = [parts[i], parts[i + 1]];
    if (mark === '===') {
      const [, number, rest] = /^\[(\d+)\] (.*)/s.exec(piece);
      steps.push(exchangeOf(number, rest));
    } else if (mark === '---') {
      const [, statement, rows] = /^sql: (.*)\n([\s\S]*)/.exec(piece);
      const after = steps.findLast((step) => step.number)?.number;
      steps.push({ statement, after, rows: rows.trim().split('\n').filter(Boolean) });
    }
  }
  return steps;
}

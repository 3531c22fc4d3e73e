// Judges live answers by the descriptions in api/: whether the status is documented for that path
// and method, whether the content type, the body and every header are what the description says,
// and nothing beside it.
//
// Every answer that send() gets from a server under test is judged. Exempt are, by rule:
// - requests that are not sound HTTP/1.1 (isSound below), and what a test writes on a bare Wire:
//   the HTTP library may refuse those in its own words;
// - the pages of the web UI: paths outside of /api that no description has and that are not
//   answered in JSON;
//   and /api/docs and /api/openapi, which describe the API and are no part of it;
// - other servers than ours (the real Better Auth in the takeover tests).

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import addFormats from 'ajv-formats';
import Ajv2020 from 'ajv/dist/2020.js';
import * as yaml from 'js-yaml';

const api = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../api');

// What the connection says, and not the answer.
const TRANSPORT = new Set([
  'connection',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'traceparent', // to a trusted proxy
  'transfer-encoding',
]);

// What pages of trusted origins get in addition, whatever they ask (WHATWG Fetch).
const CORS = new Set([
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-allow-methods',
  'access-control-allow-headers',
  'access-control-expose-headers',
  'access-control-max-age',
  'vary',
]);

const pointer = (parts) =>
  parts
    .map(
      (part) => `/${encodeURIComponent(String(part).replaceAll('~', '~0').replaceAll('/', '~1'))}`,
    )
    .join('');

export class Description {
  #ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
  #validators = new Map();

  // headLikeGet: a GET has a HEAD beside it. allow: a wrong method gets the allowed ones.
  constructor(document, { headLikeGet = false, allow = false } = {}) {
    this.document = document;
    this.headLikeGet = headLikeGet;
    this.allow = allow;
    addFormats(this.#ajv);
    this.#ajv.addVocabulary(Object.keys(document)); // the document around the schemas is none itself
    this.#ajv.addSchema(document, 'api', false, false);
    this.patterns = Object.keys(document.paths).map((text) => [text, text.split('/')]);
  }

  // Follows the $ref at a place in the document: [the value, where it stands].
  #at(where) {
    const value = where.reduce((node, part) => node?.[part], this.document);
    if (typeof value?.$ref !== 'string') return [value, where];
    const target = value.$ref.split('/').slice(1);
    return this.#at(target.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')));
  }

  #violations(where, value) {
    const key = `api#${pointer(where)}`;
    if (!this.#validators.has(key)) this.#validators.set(key, this.#ajv.compile({ $ref: key }));
    const validate = this.#validators.get(key);
    return validate(value)
      ? []
      : validate.errors.map((e) =>
          `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`.trim(),
        );
  }

  // How a value breaks the schema of that name; empty when it does not.
  misfits(name, value) {
    return this.#violations(['components', 'schemas', name], value);
  }

  // The pattern of the path, which is taken as it is sent: byte for byte, a parameter is one
  // segment.
  pathOf(target) {
    const given = target.split('/');
    const fits = ([, segments]) =>
      segments.length === given.length &&
      segments.every((s, i) => (s.startsWith('{') ? given[i] !== '' : s === given[i]));
    return this.patterns.find(fits)?.[0];
  }

  methodsOf(pattern) {
    return Object.keys(this.document.paths[pattern])
      .filter((name) => /^(get|put|post|delete|patch|options|head|trace)$/.test(name))
      .flatMap((name) =>
        name === 'get' && this.headLikeGet ? ['GET', 'HEAD'] : [name.toUpperCase()],
      );
  }

  // Where the answers to that request are described.
  #responsesOf(method, target) {
    const pattern = this.pathOf(target);
    if (!pattern) return { where: ['x-other-paths'], name: 'another path' };
    if (!this.methodsOf(pattern).includes(method))
      return { where: ['x-other-methods'], name: `another method of ${pattern}`, pattern };
    const row = method === 'HEAD' ? 'get' : method.toLowerCase();
    return { where: ['paths', pattern, row, 'responses'], name: `${method} ${pattern}`, pattern };
  }

  // What is wrong with an answer {status, headers: [[name, value]], bytes}; empty when nothing is.
  problems(method, target, answer) {
    const { where, name, pattern } = this.#responsesOf(method, target);
    const [own, ownPlace] = this.#at([...where, String(answer.status)]);
    const [response, place] = own
      ? [own, ownPlace]
      : this.#at(['x-any-path', String(answer.status)]);
    if (!response) return [`status ${answer.status} is not documented for ${name}`];
    const found = [
      ...this.#headerProblems(response, place, answer),
      ...this.#bodyProblems(response, place, method, answer),
    ];
    if (this.allow && answer.status === 405 && where[0] === 'x-other-methods')
      found.push(...this.#allowProblems(pattern, answer));
    return found;
  }

  #allowProblems(pattern, answer) {
    const said = (all(answer, 'allow')[0] ?? '').split(', ').sort();
    const documented = this.methodsOf(pattern).sort();
    return String(said) === String(documented)
      ? []
      : [`Allow says ${said}, documented are ${documented}`];
  }

  #headerProblems(response, place, answer) {
    const found = [];
    const documented = new Map(
      Object.keys(response.headers ?? {}).map((name) => [name.toLowerCase(), name]),
    );
    for (const [low, name] of documented) {
      const [header, at] = this.#at([...place, 'headers', name]);
      const values = all(answer, low);
      if (header.required && values.length === 0) found.push(`header ${low} is missing`);
      if (values.length > 1 && low !== 'set-cookie')
        found.push(`header ${low} is there ${values.length} times`);
      for (const value of values)
        found.push(
          ...this.#violations([...at, 'schema'], value).map((v) => `header ${low}: ${v}: ${value}`),
        );
    }
    for (const [name] of answer.headers) {
      const low = name.toLowerCase();
      if (!documented.has(low) && !TRANSPORT.has(low) && !CORS.has(low))
        found.push(`header ${low} is not documented`);
    }
    return found;
  }

  #bodyProblems(response, place, method, answer) {
    const types = Object.keys(response.content ?? {});
    const type = all(answer, 'content-type').join(', ') || undefined;
    if (types.length === 0) {
      // Better Auth's redirects have a content type and no content.
      const typed = type === undefined || response['x-typed-though-empty'];
      const none = typed && answer.bytes.length === 0;
      return none ? [] : [`a body (${type}, ${answer.bytes.length} bytes) is not documented`];
    }
    if (!types.includes(type)) return [`content type ${type} is not documented`];
    if (method === 'HEAD') return answer.bytes.length ? ['an answer to HEAD has a body'] : [];
    if (response['x-may-be-empty'] && answer.bytes.length === 0) return [];
    let value;
    try {
      value = new TextDecoder('utf-8', { fatal: true }).decode(answer.bytes);
      if (/^application\/(problem\+)?json$/.test(type)) value = JSON.parse(value);
    } catch (e) {
      return [`the body is not ${type}: ${e.message}`];
    }
    return [
      ...this.#violations([...place, 'content', type, 'schema'], value).map((v) => `body: ${v}`),
      ...this.#misnamed(value, answer.status),
    ];
  }

  // A problem has the status and the title of its row in the table of problems.
  #misnamed(value, status) {
    const [, name] = /^\/api\/docs#problem-(.*)$/.exec(value?.type) ?? [];
    const row = this.document['x-problems']?.[name];
    if (!row) return [];
    const given = [status, value.status, value.title];
    const right = [row.status, row.status, row.title];
    return String(given) === String(right) ? [] : [`problem ${name}: ${given}, not ${right}`];
  }
}

function all(answer, name) {
  return answer.headers.filter(([n]) => n.toLowerCase() === name).map(([, value]) => value);
}

export function readDocument(name) {
  return yaml.load(fs.readFileSync(path.join(api, name), 'utf8'));
}

export const auth = new Description(readDocument('auth-api.yaml'));
export const tasks = new Description(readDocument('tasks-api.yaml'), {
  headLikeGet: true,
  allow: true,
});

// --- which exchanges are judged ------------------------------------------------------------------

// A request that no parser can misread and that is within the bounds of a head. The headers that
// frame a request are send()'s own to write.
export function isSound({ method = 'GET', path: target = '/', headers = [], bare = false }) {
  const bytes = headers.reduce(
    (n, [name, value]) => n + name.length + Buffer.byteLength(String(value)) + 4,
    method.length + target.length + 64,
  );
  return (
    !bare &&
    bytes <= 16384 &&
    headers.length < 98 &&
    /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(method) &&
    method !== 'CONNECT' &&
    /^\/[!"$-~]*$/.test(target) &&
    headers.every(
      ([name, value]) =>
        /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) &&
        !/^(content-length|transfer-encoding|expect)$/i.test(name) &&
        // biome-ignore lint/suspicious/noControlCharactersInRegex: a header field must not have any
        !/[\0-\x08\x0a-\x1f\x7f]/.test(String(value)),
    ) &&
    headers
      .filter(([name]) => /^host$/i.test(name))
      .every(([, host], i) => i === 0 && /^[A-Za-z0-9.-]+(:\d+)?$/.test(host))
  );
}

// The description that a request falls under, with the path as that description has it; null: none.
export function descriptionFor(target, authBase, answer) {
  const [only] = target.split('?');
  if (only === authBase || only.startsWith(`${authBase}/`))
    return { description: auth, target: only.slice(authBase.length) };
  const ofPages =
    !/^\/api(\/|$)/.test(only) &&
    !tasks.pathOf(only) &&
    !(all(answer, 'content-type')[0] ?? '').startsWith('application/json');
  const describes = /^\/api\/(docs(\.[a-z]+)?|openapi(\/.*)?)$/.test(only);
  return ofPages || describes ? null : { description: tasks, target: only };
}

const watched = new Map(); // host and port of a server under test: the issuer's base path
const broken = [];
export const counts = { judged: 0, exempt: 0 };

export function watch(url, authUrl) {
  watched.set(new URL(url).host, new URL(authUrl).pathname.replace(/\/$/, ''));
}

export function unwatch(url) {
  watched.delete(new URL(url).host);
}

// Raises an error when a server under test gave an answer that the descriptions do not allow.
export function judge(base, request, answer) {
  const authBase = watched.get(new URL(base).host);
  if (authBase === undefined) return;
  const { method = 'GET', path: target = '/' } = request;
  const under = isSound(request) ? descriptionFor(target, authBase, answer) : null;
  if (!under) {
    counts.exempt++;
    return;
  }
  counts.judged++;
  const problems = under.description.problems(method, under.target, answer);
  if (problems.length === 0) return;
  const error = new Error(
    `not as described in api/: ${method} ${target} -> ${answer.status}\n  ${problems.join('\n  ')}\n` +
      `  ${answer.headers.map((line) => line.join(': ')).join('\n  ')}\n  ${answer.bytes.toString().slice(0, 500)}`,
  );
  broken.push(error);
  throw error;
}

// A test that expects send() to fail must not swallow what was found here.
process.on('exit', () => {
  if (broken.length === 0) return;
  for (const error of broken) console.error(error.message);
  process.exitCode = 1;
});

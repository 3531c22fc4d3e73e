// Renders the descriptions beside this folder as one static page: node docs.mjs [OUT_FILE]
//
// The page needs no script, and of other files only /api/docs.css. It is committed as
// api/docs.html, so that a build needs no Node for it; the API tests fail when it is older than the
// descriptions. js-yaml comes from the packages of the API tests (npm ci in tests/api).

import fs from 'node:fs';
import { createRequire } from 'node:module';

const beside = (name) => new URL(`../${name}`, import.meta.url);
const yaml = createRequire(beside('../tests/api/package.json'))('js-yaml');

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const CHAPTERS = [
  { id: 'auth', file: 'auth-api.yaml', title: 'Issuer' },
  { id: 'tasks', file: 'tasks-api.yaml', title: 'Tasks' },
];

// --- text ----------------------------------------------------------------------------------------

const escapeHtml = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const compact = (text) => text.split('\n').filter(Boolean).join('\n');

function inline(text) {
  return text
    .split(/(`[^`]+`)/)
    .map((part) =>
      part.startsWith('`')
        ? `<code>${escapeHtml(part.slice(1, -1))}</code>`
        : escapeHtml(part)
            .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
            .replace(/\*([^*]+)\*/g, '<em>$1</em>'),
    )
    .join('');
}

// What of Markdown the descriptions use: paragraphs, fenced code, emphasis and code in a line.
function markdown(text = '') {
  return text
    .split(/^```\w*\n([\s\S]*?)^```$/m)
    .map((part, i) =>
      i % 2
        ? code(part.trimEnd())
        : part
            .trim()
            .split(/\n\n+/)
            .filter(Boolean)
            .map((p) => `<p>${inline(p.replaceAll('\n', ' '))}</p>`)
            .join('\n'),
    )
    .join('\n');
}

const code = (text) => `<pre tabindex="0"><code>${escapeHtml(text)}</code></pre>`;

// JSON as a person would write it: what is short stays on one line.
function json(value, depth = '') {
  const flat = JSON.stringify(value, null, 1)
    .replace(/\n */g, ' ')
    .replace(/^([[{]) | ([\]}])$/g, '$1$2');
  if (value === null || typeof value !== 'object' || (depth + flat).length < 56) return flat;
  const deeper = `${depth}  `;
  const rows = Array.isArray(value)
    ? value.map((v) => deeper + json(v, deeper))
    : Object.entries(value).map(([k, v]) => `${deeper}${JSON.stringify(k)}: ${json(v, deeper)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${rows.join(',\n')}\n${depth}${close}`;
}

// --- one description -----------------------------------------------------------------------------

class Chapter {
  constructor({ id, file, title }) {
    this.id = id;
    this.file = file;
    this.title = title;
    this.document = yaml.load(fs.readFileSync(beside(file), 'utf8'));
    this.base = this.document.servers[0].url.replace(/\/$/, '');
    this.operations = Object.entries(this.document.paths).flatMap(([path, item]) =>
      METHODS.filter((method) => item[method]).map((method) => ({
        ...item[method],
        method,
        path: this.base + path,
        parameters: [...(item.parameters ?? []), ...(item[method].parameters ?? [])].map((p) =>
          this.resolve(p),
        ),
        anchor: `${id}-${item[method].operationId}`,
      })),
    );
    this.common = this.#commonHeaders();
  }

  resolve(node) {
    if (typeof node?.$ref !== 'string') return node;
    return this.resolve(
      node.$ref
        .split('/')
        .slice(1)
        .reduce((at, part) => at[part], this.document),
    );
  }

  // The headers that nearly every answer has: said once.
  #commonHeaders() {
    const seen = new Map();
    let n = 0;
    for (const { responses } of this.operations) {
      for (const response of Object.values(responses)) {
        n++;
        for (const [name, { $ref }] of Object.entries(this.resolve(response).headers ?? {}))
          seen.set(`${name} ${$ref}`, (seen.get(`${name} ${$ref}`) ?? 0) + 1);
      }
    }
    return new Map([...seen].filter(([, count]) => count > 0.9 * n).map(([key]) => key.split(' ')));
  }

  link(name) {
    return `<a href="#${this.id}-${name}"><code>${escapeHtml(name)}</code></a>`;
  }

  // --- schemas

  type(schema) {
    if (schema.$ref?.startsWith('#/components/schemas/'))
      return this.link(schema.$ref.split('/').pop());
    if (schema.allOf) return this.type(schema.allOf[0]);
    const either = schema.oneOf ?? schema.anyOf;
    if (either)
      return either.map((one) => (one.title ? escapeHtml(one.title) : this.type(one))).join(' or ');
    if (schema.const !== undefined)
      return `<code>${escapeHtml(JSON.stringify(schema.const))}</code>`;
    if (schema.enum)
      return schema.enum.map((v) => `<code>${escapeHtml(JSON.stringify(v))}</code>`).join(' or ');
    if (schema.type === 'array') return `array of ${this.type(schema.items)}`;
    return (
      [schema.type].flat().join(' or ') +
      (schema.format ? ` <span class="muted">(${escapeHtml(schema.format)})</span>` : '')
    );
  }

  bounds(schema) {
    const { minLength: a, maxLength: b, minimum, maximum, minItems, maxItems } = schema;
    const range = (low, high, what) => {
      if (low === undefined && high === undefined) return '';
      if (low !== undefined && high !== undefined)
        return `${low.toLocaleString('en')} to ${high.toLocaleString('en')}${what}`;
      return low === undefined
        ? `at most ${high.toLocaleString('en')}${what}`
        : `at least ${low.toLocaleString('en')}${what}`;
    };
    return [
      range(a === 1 && b === undefined ? undefined : a, b, ' characters'),
      range(minimum, maximum, ''),
      range(minItems, maxItems, ' elements'),
      schema.uniqueItems ? 'no two alike' : '',
      schema.default === undefined
        ? ''
        : `default <code>${escapeHtml(JSON.stringify(schema.default))}</code>`,
    ]
      .filter(Boolean)
      .join(', ');
  }

  // A property that only names another schema borrows what is said there.
  row(name, schema, required) {
    const own = { ...this.resolve(schema), ...schema };
    const scalar = schema.$ref && !own.properties && !own.oneOf;
    const shown = scalar ? { ...own, $ref: undefined } : schema;
    const bounds = this.bounds(own);
    return compact(`
<div class="row">
<dt><code>${escapeHtml(name)}</code>${required ? '' : ' <span class="muted">optional</span>'}</dt>
<dd><span class="type">${this.type(shown)}</span>${bounds ? ` <span class="muted">${bounds}</span>` : ''}
${markdown(own.description)}</dd>
</div>`);
  }

  members(schema) {
    const required = new Set(schema.required ?? []);
    const rows = Object.entries(schema.properties ?? {}).map(([name, s]) =>
      this.row(name, s, required.has(name)),
    );
    return `<dl>${rows.join('\n')}</dl>`;
  }

  schema(schema) {
    const either = schema.oneOf ?? schema.anyOf;
    if (either?.some((one) => one.properties))
      return either
        .map((one) =>
          one.properties
            ? `${one.title ? `<h5>${escapeHtml(one.title)}</h5>` : ''}${this.members(one)}`
            : `<p>Or ${one.$ref ? this.type(one) : `<code>${escapeHtml([one.type].flat().join(' or '))}</code>`}.</p>`,
        )
        .join('\n');
    if (schema.properties) return this.members(schema);
    const bounds = this.bounds(schema);
    return `<p class="type">${this.type(schema)}${bounds ? ` <span class="muted">${bounds}</span>` : ''}</p>`;
  }

  example(media) {
    if (media.example !== undefined) return media.example;
    const [first] = Object.values(media.examples ?? {});
    if (first) return first.value;
    const schema = this.resolve(media.schema);
    if (schema.examples) return schema.examples[0];
    if (schema.type === 'array') {
      const item = this.resolve(schema.items).examples?.[0];
      return item === undefined ? undefined : [item];
    }
    return undefined;
  }

  // --- operations

  // What a reader can paste: $url, $user_id and the like are theirs to set.
  curl(operation) {
    const { method, path, requestBody } = operation;
    const target = `"$url${path.replace(/\{(\w+)\}/g, '$$$1')}"`;
    const [security] = (operation.security ?? this.document.security)
      .filter((s) => Object.keys(s).length)
      .slice(-1);
    const lines = [`curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}${target}`];
    if (security)
      lines.push(`-H "Authorization: Bearer $${this.id === 'auth' ? 'session' : 'token'}"`);
    const media = requestBody?.content['application/json'];
    const body = media && this.example(media);
    if (media) {
      lines.push("-H 'Content-Type: application/json'");
      lines.push(`-d '${json(body ?? {})}'`);
    }
    return lines.join(' \\\n  ');
  }

  who(operation) {
    const security = operation.security ?? this.document.security;
    const names = security.flatMap((s) => Object.keys(s));
    if (names.length === 0) return 'Open to everybody.';
    const words = {
      accessToken: 'the access token of this person',
      sessionCookie: 'the session cookie',
      sessionToken: 'the session token',
    };
    const optional = security.some((s) => Object.keys(s).length === 0);
    return `${optional ? 'May have' : 'Needs'} ${names.map((n) => words[n]).join(' or ')}.`;
  }

  response(status, node) {
    const response = this.resolve(node);
    const media = response.content?.['application/json'];
    const codes = media?.schema.allOf?.[1]?.properties?.code?.enum ?? [];
    const schema = media && this.resolve(media.schema);
    const headers = Object.entries(response.headers ?? {})
      .filter(([name, header]) => this.common.get(name) !== header.$ref)
      .map(([name, header]) => [name, this.resolve(header)]);
    const inHere = status < 300 && media && !media.schema.$ref && schema.type !== 'array'; // shown below
    const [type] = Object.keys(response.content ?? {});
    const said =
      type && !media
        ? `<span class="type"><code>${type}</code></span>`
        : media
          ? inHere
            ? ''
            : `<span class="type">${this.type(media.schema)}</span>`
          : '<span class="muted">No body.</span>';
    const deep = inHere ? this.schema(schema) : '';
    return compact(`
<div class="row answer">
<dt><span class="status s${status[0]}">${status}</span></dt>
<dd>${markdown(response.description).replace('</p>', ` ${said}</p>`)}
${codes.length ? `<p class="codes">${codes.map((c) => `<code>${escapeHtml(c)}</code>`).join(' ')}</p>` : ''}
${deep}
${headers.length ? `<dl class="headers">${headers.map(([name, header]) => `<div class="row"><dt><code>${escapeHtml(name)}</code>${header.required ? '' : ' <span class="muted">optional</span>'}</dt><dd>${markdown(header.description)}</dd></div>`).join('\n')}</dl>` : ''}
</dd>
</div>`);
  }

  operation(operation) {
    const { method, path, parameters, requestBody, responses, anchor } = operation;
    const [status, success] = Object.entries(responses).find(([s]) => s < 300) ?? [];
    const media = success && this.resolve(success).content?.['application/json'];
    const example = media && this.example(media);
    const body = requestBody?.content['application/json'];
    const other = Object.keys(requestBody?.content ?? {}).filter(
      (type) => type !== 'application/json',
    );
    return compact(`
<section class="operation" id="${anchor}" aria-labelledby="${anchor}-title">
<h4 id="${anchor}-title"><a href="#${anchor}">${escapeHtml(operation.summary)}</a></h4>
<p class="path"><span class="method ${method}">${method.toUpperCase()}</span> <code>${escapeHtml(
      path,
    )
      .replaceAll('/', '/<wbr>')
      .replace(/\{\w+\}/g, '<var>$&</var>')}</code></p>
<div class="sides">
<div class="told">
${markdown(operation.description)}
<p class="who">${this.who(operation)}</p>
${parameters.length ? `<h5>Parameters</h5>\n<dl>${parameters.map((p) => this.row(p.name, { ...p.schema, description: p.description }, p.required)).join('\n')}</dl>` : ''}
${body ? `<h5>Body</h5>\n${requestBody.description ? markdown(requestBody.description) : ''}${markdown(this.resolve(body.schema).description)}${this.schema(this.resolve(body.schema))}` : ''}
${other.length ? `<p>The body may also be ${other.map((type) => `<code>${type}</code>`).join(', ')}.</p>` : ''}
</div>
<div class="shown">
${code(this.curl(operation))}
${example === undefined ? '' : `<p class="caption">${status}</p>\n${code(json(example))}`}
</div>
</div>
<h5>Answers</h5>
<dl class="answers">
${Object.entries(responses)
  .map(([s, r]) => this.response(s, r))
  .join('\n')}
</dl>
</section>`);
  }

  // --- the chapter

  headers() {
    const rows = [...this.common]
      .map(([name, ref]) => [name, this.resolve({ $ref: ref })])
      .map(
        ([name, header]) =>
          `<div class="row"><dt><code>${escapeHtml(name)}</code></dt><dd>` +
          `${header.schema.const ? `<code>${escapeHtml(header.schema.const)}</code>` : ''}${markdown(header.description)}</dd></div>`,
      );
    return `<h3 id="${this.id}-headers">Headers of every answer</h3>\n<dl>${rows.join('\n')}</dl>`;
  }

  authentication() {
    const rows = Object.entries(this.document.components.securitySchemes).map(([name, scheme]) => {
      const how = scheme.type === 'http' ? 'Authorization: Bearer …' : `Cookie: ${scheme.name}=…`;
      return `<div class="row" id="${this.id}-${name}"><dt><code>${how}</code></dt><dd>${markdown(scheme.description)}</dd></div>`;
    });
    return `<h3 id="${this.id}-authentication">Authentication</h3>\n<dl>${rows.join('\n')}</dl>`;
  }

  problems() {
    const rows = Object.entries(this.document['x-problems'] ?? {}).map(
      ([name, problem]) =>
        `<div class="row" id="problem-${name}"><dt><code>${name}</code></dt><dd>` +
        `<span class="status s${String(problem.status)[0]}">${problem.status}</span> ${escapeHtml(problem.title)}.\n` +
        `${markdown(problem.description)}</dd></div>`,
    );
    return rows.length
      ? `<h3 id="${this.id}-problems">Problems</h3>\n<dl>${rows.join('\n')}</dl>`
      : '';
  }

  byTag() {
    return this.document.tags.map((tag) => [
      tag,
      this.operations.filter((o) => o.tags[0] === tag.name),
    ]);
  }

  tagAnchor(tag) {
    return `${this.id}-${tag.name.toLowerCase().replaceAll(' ', '-')}`;
  }

  render() {
    const { info, components } = this.document;
    const tags = this.byTag().map(
      ([tag, operations]) =>
        `<h3 id="${this.tagAnchor(tag)}">${escapeHtml(tag.name)}</h3>\n${markdown(tag.description)}\n` +
        operations.map((o) => this.operation(o)).join('\n'),
    );
    const schemas = Object.entries(components.schemas).map(([name, schema]) =>
      compact(`
<section class="schema" id="${this.id}-${name}">
<h4><a href="#${this.id}-${name}">${escapeHtml(name)}</a></h4>
${markdown(schema.description)}
${this.schema(schema)}
</section>`),
    );
    return compact(`
<section class="chapter" aria-labelledby="${this.id}">
<h2 id="${this.id}">${escapeHtml(info.title)}</h2>
<p class="summary">${escapeHtml(info.summary)} <a href="openapi/${this.id}.yaml">OpenAPI ${escapeHtml(this.document.openapi)}</a></p>
${markdown(info.description)}
${this.authentication()}
${tags.join('\n')}
${this.headers()}
${this.problems()}
<h3 id="${this.id}-schemas">Shapes</h3>
${schemas.join('\n')}
</section>`);
  }

  navigation() {
    const tags = this.byTag().map(
      ([tag, operations]) =>
        `<li><a href="#${this.tagAnchor(tag)}">${escapeHtml(tag.name)}</a>\n<ul>` +
        operations
          .map(
            (o) =>
              `<li><a href="#${o.anchor}"><span class="method ${o.method}">${o.method.toUpperCase()}</span>${escapeHtml(o.summary)}</a></li>`,
          )
          .join('\n') +
        '</ul></li>',
    );
    return `<h2><a href="#${this.id}">${this.title}</a></h2>\n<ul>\n${tags.join('\n')}\n<li><a href="#${this.id}-schemas">Shapes</a></li>\n</ul>`;
  }
}

export function render() {
  const chapters = CHAPTERS.map((chapter) => new Chapter(chapter));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Ostiary: the API</title>
<link rel="icon" href="../favicon.svg">
<link rel="stylesheet" href="docs.css">
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<nav aria-label="Operations">
<p class="brand"><a href="#content">Ostiary</a> <span class="muted">API</span></p>
${chapters.map((c) => c.navigation()).join('\n')}
</nav>
<main id="content">
<h1>The API</h1>
<p class="lead">Two parts: the issuer, where people sign up and sign in, and the tasks, which open only to their owner's token.</p>
${chapters.map((c) => c.render()).join('\n')}
</main>
</body>
</html>
`;
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === new URL(import.meta.url).pathname)
  fs.writeFileSync(process.argv[2] ?? beside('docs.html'), render());

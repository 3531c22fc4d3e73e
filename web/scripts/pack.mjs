// Packs the built site for the program: each body once per coding, and a table of the answers.
//   node scripts/pack.mjs OUT_DIR TARGET_DIR
// TARGET_DIR/web.bin        all bodies one after the other
// TARGET_DIR/web_table.h    one WEB_FILE(...) row per path, in byte order of the paths, and one
//                           WEB_MARK(...) row per place where the server may write another path

import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';
import { filesBelow } from './source-hash.mjs';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/x-component; charset=utf-8', // what the router fetches for a page
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.yaml': 'application/yaml',
};
const LEAST = 512; // bytes below which a compressed variant is not worth its header

const digest = (data, coding) => crypto.createHash('sha256').update(data).digest(coding);

export function typeOf(file) {
  const type = TYPES[path.extname(file)];

  if (!type) throw new Error(`${file}: no content type is known for this extension`);
  return type;
}

// tasks.html is /tasks, index.html is /, everything else is itself.
export function pathOf(file) {
  const url = `/${file.split(path.sep).join('/')}`;

  return url.endsWith('.html') ? url.slice(0, -'.html'.length).replace(/(^|\/)index$/, '$1') : url;
}

export const cacheOf = (url) =>
  url.startsWith('/_next/static/') ? 'WEB_CACHE_IMMUTABLE' : 'WEB_CACHE_REVALIDATE';

// Refuses what the policy would block at run time.
export function refuseInline(file, html) {
  const tags =
    html.replace(/<script\b[^>]*>[\s\S]*?<\/script>/gi, '<script>').match(/<[a-z][^>]*>/gi) ?? [];

  for (const tag of tags) {
    if (/^<style\b/i.test(tag)) throw new Error(`${file}: a <style> element`);
    if (/\sstyle\s*=/i.test(tag)) throw new Error(`${file}: a style attribute in ${tag}`);
    if (/\son[a-z]+\s*=/i.test(tag))
      throw new Error(`${file}: an event handler attribute in ${tag}`);
  }
}

export function policyOf(html) {
  const inline = [...html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/gi)]
    .filter(([, attributes]) => !/\ssrc\s*=/i.test(attributes))
    .map(([, , text]) => `'sha256-${digest(text, 'base64')}'`);

  return [
    "default-src 'none'",
    ["script-src 'self'", ...new Set(inline)].join(' '),
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

// The service worker fetches the site's own files, and nothing else.
const WORKER_POLICY = "default-src 'none'; connect-src 'self'";

const headerPolicyOf = (url, html) =>
  html ? policyOf(html) : url === '/service-worker.js' ? WORKER_POLICY : '';

// The build's marks, and what the packed file has in their place (src/web/site.h).
const MARKS = {
  '/__root__': ['ROOT', ''],
  '/__issuer__': ['ISSUER', '/api/auth'],
  '/__features__': ['FEATURES', 'passkeys two-factor sign-up reset delete password-8-128 code-6-6'],
};

// The text without marks, and where they were: [kind, place, length in the text].
export function unmark(text) {
  const marks = [];
  let plain = '';
  let bytes = 0;

  const add = (part) => {
    plain += part;
    bytes += Buffer.byteLength(part);
  };
  // The home page is "/", also where the router writes the root alone.
  for (const part of text
    .replaceAll('href="/__root__"', 'href="/__root__/"')
    .split(/(\/__(?:root|issuer|features)__)/)) {
    const mark = MARKS[part];

    if (!mark) {
      add(part);
      continue;
    }
    marks.push([mark[0], bytes, mark[1].length]);
    add(mark[1]);
  }
  return { plain, marks };
}

// Where the inline scripts of a page are, whose hashes change with their text.
export function scriptsOf(html) {
  return [...html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/gi)]
    .filter(([, attributes]) => !/\ssrc\s*=/i.test(attributes))
    .map((found) => {
      const at = found.index + found[0].indexOf('>') + 1;

      return ['SCRIPT', Buffer.byteLength(html.slice(0, at)), Buffer.byteLength(found[2])];
    });
}

const smaller = (packed, body) => (packed.length < body.length ? packed : Buffer.alloc(0));

export function variantsOf(body, compressible) {
  if (!compressible || body.length < LEAST) return [body, Buffer.alloc(0), Buffer.alloc(0)];
  return [
    body,
    smaller(zlib.gzipSync(body, { level: 9 }), body),
    smaller(
      zlib.brotliCompressSync(body, {
        params: {
          [zlib.constants.BROTLI_PARAM_QUALITY]: 11,
          [zlib.constants.BROTLI_PARAM_LGWIN]: 22,
          [zlib.constants.BROTLI_PARAM_SIZE_HINT]: body.length,
        },
      }),
      body,
    ),
  ];
}

function literal(text) {
  if (/[^\x20-\x7e]/.test(text)) throw new Error(`not plain ASCII: ${text}`);
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

export function pack(folder, target) {
  const files = filesBelow(folder)
    .map((file) => ({ file, url: pathOf(path.relative(folder, file)) }))
    .filter(({ url }) => !url.startsWith('/_not-found')); // the same page as /404, which has no address of its own
  const blob = [];
  const rows = [];
  const markRows = [];
  let offset = 0;

  files.sort((a, b) => Buffer.compare(Buffer.from(a.url), Buffer.from(b.url)));
  for (const [index, { file, url }] of files.entries()) {
    const type = typeOf(file);
    const isPage = type.startsWith('text/html');
    const isText = !/^(image\/(png|x-icon)|font\/)/.test(type);
    const { plain, marks } = isText ? unmark(fs.readFileSync(file, 'utf8')) : { marks: [] };
    const body = isText ? Buffer.from(plain) : fs.readFileSync(file);
    const html = isPage ? plain : '';
    const places = [];

    for (const [kind, at, n] of [...marks, ...(marks.length && isPage ? scriptsOf(html) : [])])
      markRows.push(`WEB_MARK(${index}, WEB_MARK_${kind}, ${at}, ${n})\n`);

    if (isPage) refuseInline(url, html);
    for (const variant of variantsOf(body, !/^(image\/png|font\/)/.test(type))) {
      places.push(`${offset}, ${variant.length}`);
      blob.push(variant);
      offset += variant.length;
    }
    rows.push(
      `WEB_FILE(${[
        literal(url),
        literal(type),
        cacheOf(url),
        literal(headerPolicyOf(url, html)),
        literal(digest(body, 'hex').slice(0, 16)),
        ...places,
      ].join(', ')})\n`,
    );
  }
  if (new Set(files.map(({ url }) => url)).size !== files.length)
    throw new Error('two files with one path');
  for (const url of ['/', '/404'])
    if (!files.some((entry) => entry.url === url)) throw new Error(`there is no page ${url}`);
  fs.mkdirSync(target, { recursive: true });
  fs.writeFileSync(path.join(target, 'web.bin'), Buffer.concat(blob));
  fs.writeFileSync(
    path.join(target, 'web_table.h'),
    `${rows.join('')}${markRows.join('')}WEB_BYTES(${offset})\n`,
  );
  return { files: files.length, bytes: offset };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, target] = process.argv.slice(2);

  if (!folder || !target) {
    console.error('usage: node scripts/pack.mjs OUT_DIR TARGET_DIR');
    process.exit(64);
  }
  const { files, bytes } = pack(folder, target);

  console.log(`Packed ${files} files into ${bytes} bytes`);
}

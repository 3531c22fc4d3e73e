// Draws the icons of the installed app from the logo: the arch with its keyhole.
//   node scripts/icons.mjs OUT_DIR

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';

const BLUE = [0x2a, 0x4f, 0xd0];
const SMOOTH = 4; // samples of a pixel in each direction

// The logo on a square of 32, as in public/favicon.svg: where it is white.
const HALF = 1.3; // of the strokes

function isLine(x, y) {
  const side = Math.abs(Math.abs(x - 16) - 7);

  if (y > 26) return Math.hypot(side, y - 26) <= HALF;
  if (y >= 14) return side <= HALF;
  return Math.abs(Math.hypot(x - 16, y - 14) - 7) <= HALF;
}

function isKeyhole(x, y) {
  if (Math.hypot(x - 16, y - 17.5) <= 2.3) return true;
  return Math.hypot(x - 16, y - Math.min(23, Math.max(18.5, y))) <= HALF;
}

function isInside(x, y, corner) {
  const far = 16 - corner;

  return (
    Math.hypot(Math.max(0, Math.abs(x - 16) - far), Math.max(0, Math.abs(y - 16) - far)) <= corner
  );
}

// room: how much of the square the logo takes; corner: the radius of the square's corners; lines:
// the logo alone, in white on nothing.
export function pixels(size, { room = 1, corner = 8, lines = false } = {}) {
  const out = Buffer.alloc(size * size * 4);

  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      let inside = 0;
      let white = 0;

      for (let i = 0; i < SMOOTH * SMOOTH; i++) {
        const x = ((column + ((i % SMOOTH) + 0.5) / SMOOTH) / size) * 32;
        const y = ((row + (Math.floor(i / SMOOTH) + 0.5) / SMOOTH) / size) * 32;
        const u = (x - 16) / room + 16;
        const v = (y - 16) / room + 16;

        if (corner && !isInside(x, y, corner)) continue;
        inside++;
        if (isLine(u, v) || isKeyhole(u, v)) white++;
      }
      const part = lines ? 1 : inside ? white / inside : 0;
      const at = (row * size + column) * 4;

      for (const [i, channel] of BLUE.entries())
        out[at + i] = Math.round(channel + (255 - channel) * part);
      out[at + 3] = Math.round((255 * (lines ? white : inside)) / SMOOTH ** 2);
    }
  return out;
}

const TABLE = Array.from({ length: 256 }, (_, n) => {
  let c = n;

  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

const crc = (data) =>
  (data.reduce((c, byte) => TABLE[(c ^ byte) & 255] ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);

  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc(body), body.length + 4);
  return out;
}

// A PNG (RFC 2083) of 8 bits a channel with transparency.
export function png(size, rgba) {
  const head = Buffer.alloc(13);
  const rows = Buffer.alloc(size * (size * 4 + 1));

  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 6, 0, 0, 0], 8);
  for (let row = 0; row < size; row++)
    rgba.copy(rows, row * (size * 4 + 1) + 1, row * size * 4, (row + 1) * size * 4);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', zlib.deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

// A mask may cut off all but a circle of four fifths; iOS rounds the corners itself. A phone takes
// only the shape of the badge of a notification, and colours it.
export const ICONS = {
  'icon-192.png': [192, {}],
  'icon-512.png': [512, {}],
  'maskable-512.png': [512, { room: 0.72, corner: 0 }],
  'apple-touch-icon.png': [180, { room: 0.9, corner: 0 }],
  'badge-96.png': [96, { room: 1.3, corner: 0, lines: true }],
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = path.join(process.argv[2] ?? 'out', 'icons');

  fs.mkdirSync(folder, { recursive: true });
  for (const [name, [size, look]] of Object.entries(ICONS))
    fs.writeFileSync(path.join(folder, name), png(size, pixels(size, look)));
}

// @vitest-environment node

import { describe, expect, test } from 'vitest';
import { ICONS, pixels, png } from '../scripts/icons.mjs';
import { shellOf, workerOf } from '../scripts/worker.mjs';

describe('the files that open without a network', () => {
  test('are the pages by their addresses and what they load, and nothing of the API', () => {
    expect(
      shellOf([
        'index.html',
        'today.html',
        'today.txt',
        '404.html',
        '_not-found.txt',
        '_next/static/chunks/a.js',
        '_next/static/chunks/a.js.map',
        'api/docs.html',
        'icons/icon-192.png',
        'service-worker.js',
      ]),
    ).toEqual(['./', '_next/static/chunks/a.js', 'icons/icon-192.png', 'today', 'today.txt']);
  });

  test('stand in the worker with the version', () => {
    const text = workerOf('// It.\n\n/* global FILES */\n\nconst scope = 1;\n', ['./'], 'abc');

    expect(text).toBe(
      '// It.\n\nconst VERSION = "abc";\nconst FILES = ["./"];\nconst scope = 1;\n',
    );
  });
});

describe('icons', () => {
  const alphaAt = (image: Buffer, size: number, x: number, y: number) =>
    image[(y * size + x) * 4 + 3];

  test('have round corners, and full ones for a mask', () => {
    expect(alphaAt(pixels(32), 32, 0, 0)).toBe(0);
    expect(alphaAt(pixels(32, { corner: 0 }), 32, 0, 0)).toBe(255);
  });

  test('show the arch in white on blue', () => {
    const image = pixels(320);
    const at = (x: number, y: number) => [
      ...image.subarray((y * 320 + x) * 4, (y * 320 + x) * 4 + 3),
    ];

    expect(at(160, 70)).toEqual([255, 255, 255]); // the top of the arch
    expect(at(90, 200)).toEqual([255, 255, 255]); // its left side
    expect(at(160, 175)).toEqual([255, 255, 255]); // the keyhole
    expect(at(120, 200)).toEqual([0x2a, 0x4f, 0xd0]);
  });

  test('have a shape for the badge of a notification: white on nothing', () => {
    const image = pixels(96, { lines: true, corner: 0 });
    const at = (x: number, y: number) => [
      ...image.subarray((y * 96 + x) * 4, (y * 96 + x) * 4 + 4),
    ];

    expect(at(48, 21)).toEqual([255, 255, 255, 255]); // the top of the arch
    expect(at(36, 60)[3]).toBe(0);
    expect(at(0, 0)[3]).toBe(0);
  });

  test('are PNG files of the sizes that the manifest names', () => {
    const file: Buffer = png(16, pixels(16));

    expect(file.subarray(1, 4).toString()).toBe('PNG');
    expect(file.readUInt32BE(16)).toBe(16);
    expect(Object.keys(ICONS)).toContain('maskable-512.png');
  });
});

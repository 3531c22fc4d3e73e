import type { NextConfig } from 'next';
import { PHASE_DEVELOPMENT_SERVER } from 'next/constants';
import { sourceHash } from './scripts/source-hash.mjs';

const server = process.env.OSTIARY_URL ?? 'http://127.0.0.1:8080';

export default function config(phase: string): NextConfig {
  const common: NextConfig = {
    reactStrictMode: true,
    poweredByHeader: false,
    devIndicators: false,
  };

  // The export has no rewrites; the development server needs one to reach the program.
  if (phase === PHASE_DEVELOPMENT_SERVER)
    return {
      ...common,
      rewrites: async () => [{ source: '/api/:path*', destination: `${server}/api/:path*` }],
    };

  // The id changes when and only when the sources do: equal sources give equal bytes, and an open
  // page notices that the server has another version.
  return {
    ...common,
    output: 'export',
    generateBuildId: () => sourceHash(),
    // Marks, which the server replaces by its own texts (scripts/pack.mjs).
    basePath: '/__root__',
    env: { UI_ROOT: '/__root__', UI_ISSUER: '/__issuer__', UI_FEATURES: '/__features__' },
  };
}

import { fileURLToPath } from 'node:url';

const oldCss = fileURLToPath(new URL('scripts/old-css.mjs', import.meta.url));

export default { plugins: { '@tailwindcss/postcss': {}, [oldCss]: {} } };

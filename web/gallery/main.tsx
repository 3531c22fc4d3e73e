// The gallery: every component in every state, for the eye. `npm run gallery` serves it; it is no
// part of the program.

import { createRoot } from 'react-dom/client';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import '../src/ui/app.css';
import './gallery.css';
import { Gallery } from './gallery';

const query = new URLSearchParams(location.search);
const root = document.documentElement;

for (const name of ['theme', 'density'] as const) {
  const value = query.get(name);

  if (value) root.dataset[name] = value;
}
root.dir = query.get('dir') === 'rtl' ? 'rtl' : 'ltr';
createRoot(document.querySelector('#root')!).render(
  <I18nProvider locale="en-GB">
    <Gallery />
  </I18nProvider>,
);

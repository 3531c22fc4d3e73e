import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { preload } from 'react-dom';
import { languageBeforePaint } from '../text/before-paint';
import { catalogue as ar } from '../text/ar';
import { catalogue as de } from '../text/de';
import { doors as en } from '../text/en/doors';
import { directionOf } from '../text/language';
import { ROOT } from '../api/http/place';
import { beforePaint } from '../ui/lib/preferences';
import '../text/text.css';
import '../ui/app.css';
import { Frame } from './client';

const font = new URL(
  '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  import.meta.url,
);

export const metadata: Metadata = {
  description: en.home.lead,
  appleWebApp: { capable: true, title: 'Ostiary', statusBarStyle: 'default' },
  formatDetection: { telephone: false, date: false, address: false, email: false },
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f8f7f4' },
    { media: '(prefers-color-scheme: dark)', color: '#101319' },
  ],
};

export default function Layout({ children }: { children: ReactNode }) {
  preload(String(font), { as: 'font', type: 'font/woff2', crossOrigin: 'anonymous' });
  return (
    <html
      lang="en"
      dir="ltr"
      data-issuer={process.env.UI_ISSUER}
      data-features={process.env.UI_FEATURES}
      suppressHydrationWarning
    >
      <head>
        {/* Keeps React Aria from injecting a style element: the rule is in components.css. */}
        <meta id="react-aria-pressable-style" />
        {/* Here they stay while the pages change. Metadata goes and comes with each page, and the
            browser would ask for it, and for /favicon.ico, each time. */}
        <link rel="icon" href={`${ROOT}/favicon.svg`} type="image/svg+xml" />
        <link rel="apple-touch-icon" href={`${ROOT}/icons/apple-touch-icon.png`} sizes="180x180" />
        <link rel="manifest" href={`${ROOT}/manifest.webmanifest`} />
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of the build */}
        <script dangerouslySetInnerHTML={{ __html: languageBeforePaint + ';' + beforePaint }} />
      </head>
      <body>
        <noscript>
          {[en, de, ar].map(({ app, language }) => (
            <p key={language} className="banner" lang={language} dir={directionOf(language)}>
              {app.noScript}
            </p>
          ))}
        </noscript>
        <Frame>{children}</Frame>
      </body>
    </html>
  );
}

import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { preload } from 'react-dom';
import { languageBeforePaint } from '../text/before-paint';
import { catalogue as ar } from '../text/ar';
import { catalogue as de } from '../text/de';
import { catalogue as en } from '../text/en';
import { directionOf } from '../text/language';
import { ROOT } from '../ui/lib/place';
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
  manifest: `${ROOT}/manifest.webmanifest`,
  icons: {
    icon: { url: `${ROOT}/favicon.svg`, type: 'image/svg+xml' },
    apple: { url: `${ROOT}/icons/apple-touch-icon.png`, sizes: '180x180' },
  },
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

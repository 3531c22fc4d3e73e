import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { messages } from '../ui/lib/messages';
import { ROOT } from '../ui/lib/place';
import { beforePaint } from '../ui/lib/preferences';
import '../ui/app.css';
import { Frame } from './client';

export const metadata: Metadata = {
  description: messages.home.lead,
  icons: { icon: { url: `${ROOT}/favicon.svg`, type: 'image/svg+xml' } },
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
  return (
    <html
      lang={messages.language}
      data-issuer={process.env.UI_ISSUER}
      data-features={process.env.UI_FEATURES}
      suppressHydrationWarning
    >
      <head>
        {/* Keeps React Aria from injecting a style element: the rule is in tokens.css. */}
        <meta id="react-aria-pressable-style" />
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of the build */}
        <script dangerouslySetInnerHTML={{ __html: beforePaint }} />
      </head>
      <body>
        <noscript>
          <p className="banner">{messages.app.noScript}</p>
        </noscript>
        <Frame>{children}</Frame>
      </body>
    </html>
  );
}

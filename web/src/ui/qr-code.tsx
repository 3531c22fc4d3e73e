// A QR code, drawn in the page: one path of the dark squares.

import { encode } from 'uqr';
import { squaresOf } from './qr-path';

const MARGIN = 1; // squares of light around it; with its padding more than the four of ISO/IEC 18004

export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: MARGIN });

  return (
    <svg
      className="qr-code"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path d={squaresOf(data)} />
    </svg>
  );
}

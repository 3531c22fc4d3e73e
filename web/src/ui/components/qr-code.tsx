// A QR code, drawn in the page: one path of the dark squares.

import { encode } from 'uqr';
import { squaresOf } from '../lib/qr-path';

const MARGIN = 4; // squares of light around it, as ISO/IEC 18004 wants

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

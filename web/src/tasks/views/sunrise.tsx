// The small reward: the sun comes up in the doorway.

export function Sunrise() {
  return (
    <svg className="art" viewBox="0 0 240 168" aria-hidden="true">
      <clipPath id="door">
        <path d="M76 136V72a44 44 0 0 1 88 0v64z" />
      </clipPath>
      <path className="art-frame" d="M66 136V72a54 54 0 0 1 108 0v64" />
      <g clipPath="url(#door)">
        <rect className="art-light" x="76" y="28" width="88" height="108" />
        <circle className="art-sun" cx="130" cy="80" r="18" />
        <path className="art-hill-2" d="M70 112c22-26 44-20 62-6s28 8 40-4v40H70z" />
        <path className="art-hill" d="M70 124c18-10 40-8 58-1s30 2 44-4v24H70z" />
      </g>
      <path className="art-floor" d="M76 136h88l30 32H46z" />
      <path className="art-line" d="M12 136h216" />
    </svg>
  );
}

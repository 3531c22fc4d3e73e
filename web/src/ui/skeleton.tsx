// What stands for lines that are being loaded, in their final height.

const WIDTHS = ['skel-1', 'skel-2', 'skel-3', 'skel-4'];

export function Skeleton({ lines, label }: { lines: number; label: string }) {
  return (
    <div className="lines" aria-busy="true">
      <p className="sr" role="status">
        {label}
      </p>
      {[...Array(lines).keys()].map((line) => (
        <div key={line} className="line" aria-hidden="true">
          <span className="skel skel-dial" />
          <span className={`skel ${WIDTHS[line % WIDTHS.length]}`} />
        </div>
      ))}
    </div>
  );
}

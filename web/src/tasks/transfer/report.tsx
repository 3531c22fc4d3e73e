// What an import makes, or would make, line by line.

import { useText } from '../../text';
import { formatDay } from '../../text/format';
import type { ImportReport } from '../../api';

type Item = ImportReport['items'][number];

const SHOWN = 200;

function Line({ item }: { item: Item }) {
  const t = useText().transfer;

  return (
    <li className="import-line" data-outcome={item.outcome}>
      <span className="import-number">{t.line(item.line)}</span>
      <span className="import-title">
        <span dir="auto">{item.title}</span>
        {item.reason ? (
          <small lang="en" dir="ltr">
            {item.reason}
          </small>
        ) : null}
      </span>
      <span className="import-more">
        {item.due_date ? <time>{formatDay(item.due_date, 'short')}</time> : null}
        {item.list ? <span dir="auto">{item.list}</span> : null}
      </span>
      <span className={`badge badge-${item.outcome}`}>{t.outcomes[item.outcome]}</span>
    </li>
  );
}

export function Report({ report }: { report: ImportReport }) {
  const t = useText().transfer;
  const rest = report.items.length - SHOWN;

  return (
    <>
      <p className="import-sum">{t.sum(report)}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keys reach what scrolls */}
      <ul className="import-lines" tabIndex={0} aria-label={t.linesOf}>
        {report.items.slice(0, SHOWN).map((item, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line may make several tasks
          <Line key={i} item={item} />
        ))}
        {rest > 0 ? <li className="import-rest">{t.rest(rest)}</li> : null}
      </ul>
    </>
  );
}

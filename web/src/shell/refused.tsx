// What the server has refused, until it is sent again or given up.

import { TriangleAlert } from 'lucide-react';
import { dropFailure, retryFailure, useFailures } from '../api';
import { useText } from '../text';
import { Banner } from '../ui/banner';

export default function Refused() {
  const t = useText();
  const failures = useFailures();
  const each = (run: (key: string) => void) => () => {
    for (const { key } of failures) run(key);
  };

  return (
    <Banner
      icon={TriangleAlert}
      action={
        <>
          <button type="button" className="btn btn-sm" onClick={each((key) => retryFailure(key))}>
            {t.app.retry}
          </button>
          <button type="button" className="btn btn-sm" onClick={each(dropFailure)}>
            {t.shell.discard}
          </button>
        </>
      }
    >
      <strong>{t.shell.refused}</strong> {t.shell.refusedText}
      {failures.map(({ key, title, message }) => (
        <p key={key}>
          {title ? <bdi>{title}: </bdi> : null}
          {message}
        </p>
      ))}
    </Banner>
  );
}

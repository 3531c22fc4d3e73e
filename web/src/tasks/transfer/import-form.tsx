// The steps of an import, one after the other.

import { useId } from 'react';
import { useText } from '../../text';
import { FileField } from './file-field';
import { FORMATS, type Format } from './formats';
import { Report } from './report';
import { useImport } from './use-import';

type Import = ReturnType<typeof useImport>;

function FormatField({ format, choose }: { format: Format | ''; choose(format: Format): void }) {
  const t = useText().transfer;
  const id = useId();

  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {t.format}
      </label>
      <select
        id={id}
        className="input"
        value={format}
        onChange={(event) => choose(event.target.value as Format)}
      >
        {format === '' ? <option value="">{t.chooseFormat}</option> : null}
        {FORMATS.map((one) => (
          <option key={one} value={one}>
            {t.formats[one]}
          </option>
        ))}
      </select>
    </div>
  );
}

function Result({ step, made, start, undo, reset }: Import) {
  const t = useText();

  if (step.is === 'reading') return <p role="status">{t.transfer.reading}</p>;
  if (step.is === 'importing')
    return (
      <div className="progress" role="status">
        <span>{t.transfer.importing(step.report.made)}</span>
        <progress aria-label={t.transfer.importing(step.report.made)} />
      </div>
    );
  if (step.is === 'preview')
    return (
      <>
        <Report report={step.report} />
        <button
          type="button"
          className="btn btn-primary"
          disabled={step.report.made === 0}
          onClick={() => void start()}
        >
          {t.transfer.go(step.report.made)}
        </button>
      </>
    );
  if (step.is === 'done')
    return (
      <div className="banner banner-ok" role="status">
        <span>{t.transfer.done(step.report)}</span>
        {made > 0 ? (
          <button type="button" className="btn btn-sm" onClick={undo}>
            {t.transfer.undo}
          </button>
        ) : null}
        <button type="button" className="btn btn-quiet btn-sm" onClick={reset}>
          {t.transfer.another}
        </button>
      </div>
    );
  return step.is === 'undone' ? <p role="status">{t.transfer.undone(step.count)}</p> : null;
}

export function ImportForm() {
  const t = useText().transfer;
  const form = useImport(t.faults);
  const { step, fault, choose, preview } = form;
  const file = 'file' in step ? step.file : null;
  const asks = step.is === 'unknown' || step.is === 'preview' || step.is === 'reading';

  return (
    <div className="import">
      <p>{t.importText}</p>
      {step.is === 'importing' || step.is === 'done' ? null : (
        <FileField choose={(chosen) => void choose(chosen)} again={file !== null} />
      )}
      {fault ? (
        <p className="field-error" role="alert">
          {fault}
        </p>
      ) : null}
      {file && asks ? (
        <>
          <p className="import-name" dir="auto">
            {file.name}
          </p>
          <FormatField
            format={'format' in step ? step.format : ''}
            choose={(format) => void preview(file, format)}
          />
        </>
      ) : null}
      <Result {...form} />
    </div>
  );
}

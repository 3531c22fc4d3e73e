// Import with a preview, and export.

import { FileDown, FileUp } from 'lucide-react';
import { Dialog } from '../../ui/dialog';
import { useText } from '../../text';
import { download } from './download';
import { EXPORTS } from './formats';
import { ImportForm } from './import-form';

export function ExportButtons() {
  const t = useText().transfer;

  return (
    <div className="btn-row">
      {EXPORTS.map((format) => (
        <button
          key={format}
          type="button"
          className="btn btn-outline"
          onClick={() => void download(format)}
        >
          <FileDown className="icon" aria-hidden="true" />
          {t.exports[format]}
        </button>
      ))}
    </div>
  );
}

export default function Transfer({ close }: { close(): void }) {
  const t = useText();

  return (
    <Dialog title={t.transfer.title} wide close={close}>
      <section className="transfer-part" aria-labelledby="transfer-in">
        <h3 id="transfer-in" className="group-title">
          <FileUp className="icon" aria-hidden="true" />
          {t.transfer.import}
        </h3>
        <ImportForm />
      </section>
      <section className="transfer-part" aria-labelledby="transfer-out">
        <h3 id="transfer-out" className="group-title">
          <FileDown className="icon" aria-hidden="true" />
          {t.transfer.export}
        </h3>
        <p>{t.transfer.exportText}</p>
        <ExportButtons />
      </section>
      <div className="dialog-foot">
        <button type="button" className="btn" onClick={close}>
          {t.app.close}
        </button>
      </div>
    </Dialog>
  );
}

import { Buttons } from './buttons';
import { Fields } from './fields';
import { Marks } from './marks';
import { Colours } from './colours';
import { Parts } from './parts';

export function Gallery() {
  return (
    <main className="gallery">
      <header className="page-head">
        <div>
          <h1 className="page-title">Components</h1>
          <p className="page-sub">
            Every state in one place: ?theme=dark, ?density=compact, ?dir=rtl
          </p>
        </div>
      </header>
      <Colours />
      <Buttons />
      <Fields />
      <Marks />
      <Parts />
    </main>
  );
}

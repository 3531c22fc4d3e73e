import { Kbd } from '@heroui/react/kbd';
import { Search, X } from 'lucide-react';
import type { RefObject } from 'react';
import { wholeNumber } from '../lib/format';
import { messages } from '../lib/messages';
import { FILTERS, type Counts, type Filter } from '../lib/task-view';
import { usePreferences } from './hooks';

interface ToolsProps {
  ready: boolean;
  counts: Counts | null;
  filter: Filter;
  setFilter(filter: Filter): void;
  search: string;
  setSearch(search: string): void;
  field: RefObject<HTMLInputElement | null>;
}

export function TaskTools({
  ready,
  counts,
  filter,
  setFilter,
  search,
  setSearch,
  field,
}: ToolsProps) {
  const { singleKeys } = usePreferences();

  return (
    <div className="tools">
      <div className="filters" role="group" aria-label={messages.tasks.filters}>
        {FILTERS.map((each) => (
          <button
            key={each}
            type="button"
            disabled={!ready}
            aria-pressed={filter === each}
            onClick={() => setFilter(each)}
          >
            {messages.tasks.filter[each]}
            <span className="n">{counts ? wholeNumber(counts[each]) : ' '}</span>
          </button>
        ))}
      </div>
      <div className="search" role="search">
        <Search aria-hidden="true" />
        <input
          ref={field}
          type="search"
          disabled={!ready}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            if (search) setSearch('');
            else event.currentTarget.blur();
          }}
          placeholder={messages.tasks.search}
          aria-label={messages.tasks.searchLabel}
          autoComplete="off"
          enterKeyHint="search"
        />
        {search ? (
          <button
            type="button"
            className="icon-button"
            aria-label={messages.tasks.clearSearch}
            onClick={() => {
              setSearch('');
              field.current?.focus();
            }}
          >
            <X aria-hidden="true" />
          </button>
        ) : singleKeys ? (
          <Kbd aria-hidden="true">/</Kbd>
        ) : null}
      </div>
    </div>
  );
}

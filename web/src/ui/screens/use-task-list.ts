// The user's tasks, unconfirmed changes included, and the problem if they could not be loaded.

import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { asProblem, type Problem } from '../lib/problems';
import { sessionEnded, type Workspace } from '../lib/workspace';

const RETRIES = 2;
const FIRST_RETRY_MS = 400;
const ASK_AGAIN_MS = 5000;

export function useTaskList({ api, queries, tasks: store, key }: Workspace) {
  const query = useQuery(
    {
      queryKey: key,
      queryFn: ({ signal }) => api.list(signal),
      retry: (failures, error) => failures < RETRIES && asProblem(error).passes,
      retryDelay: (failures) => FIRST_RETRY_MS * 2 ** failures,
      refetchInterval: ({ state }) =>
        state.error && asProblem(state.error).passes ? ASK_AGAIN_MS : false,
    },
    queries,
  );
  const layers = useSyncExternalStore(store.subscribe, store.layers, store.layers);
  const [lasting, setLasting] = useState<Problem | null>(null);
  const problem = query.error ? asProblem(query.error) : null;

  // The query drops its error when it asks again; the page must not flicker with it.
  if (problem && problem !== lasting) setLasting(problem);
  if (!problem && lasting && query.isSuccess) setLasting(null);
  useEffect(() => {
    if (problem?.kind === 'ended') sessionEnded();
  }, [problem]);

  return {
    loaded: query.data !== undefined,
    tasks: layers && store.tasks(query.data),
    problem: lasting,
    retry: () => void query.refetch(),
  };
}

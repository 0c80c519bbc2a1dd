import { useCallback, useEffect, useRef, useState } from "preact/hooks";

import { ApiError } from "./client.ts";
import type { Page } from "./contract.ts";

/** Something asked for: on its way, here, or failed. `last` is what was here before, to be shown meanwhile. */
export type Load<T> =
  | { state: "loading"; last: T | null }
  | { state: "ready"; data: T }
  | { state: "failed"; error: ApiError; retry: () => void };

function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(0, "Something broke in the page", String(error));
}

/** Loads whenever `key` changes; what was under way is dropped. A null key loads nothing. */
export function useLoad<T>(key: string | null, load: (signal: AbortSignal) => Promise<T>, keepLast = false): Load<T> {
  const [now, setNow] = useState<Load<T>>({ state: "loading", last: null });
  const [tries, setTries] = useState(0);
  const shown = useRef<string | null>(null);

  useEffect(() => {
    if (key === null) return;
    const controller = new AbortController();
    setNow((before) => ({ state: "loading", last: keepLast && before.state === "ready" ? before.data : null }));
    load(controller.signal).then(
      (data) => {
        if (controller.signal.aborted) return;
        shown.current = key;
        setNow({ state: "ready", data });
      },
      (error: unknown) => {
        if (controller.signal.aborted) return;
        setNow({ state: "failed", error: asApiError(error), retry: () => setTries((n) => n + 1) });
      },
    );
    return () => controller.abort();
    // `load` is a new function each time; `key` says everything that matters about it
  }, [key, tries]);

  // the effect runs after the first paint with a new key: never show the old answer under the new name
  if (now.state === "ready" && shown.current !== key) return { state: "loading", last: keepLast ? now.data : null };
  return now;
}

export interface Paged<T> {
  items: T[];
  more: (() => void) | null;
  busy: boolean;
  error: ApiError | null;
  retry: () => void;
}

/** A list fetched page by page; starts over when `key` changes. */
export function usePages<T>(key: string, page: (cursor: string | null, signal: AbortSignal) => Promise<Page<T>>): Paged<T> {
  const [state, setState] = useState<{ key: string; items: T[]; next: string | null; busy: boolean; error: ApiError | null }>({
    key,
    items: [],
    next: null,
    busy: true,
    error: null,
  });
  const controller = useRef<AbortController | null>(null);

  const fetchFrom = useCallback(
    (cursor: string | null) => {
      controller.current?.abort();
      const mine = new AbortController();
      controller.current = mine;
      setState((s) => (cursor === null ? { key, items: [], next: null, busy: true, error: null } : { ...s, busy: true, error: null }));
      page(cursor, mine.signal).then(
        (answer) => {
          if (mine.signal.aborted) return;
          setState((s) => ({ key, items: [...s.items, ...answer.items], next: answer.next, busy: false, error: null }));
        },
        (error: unknown) => {
          if (mine.signal.aborted) return;
          setState((s) => ({ ...s, busy: false, error: asApiError(error) }));
        },
      );
    },
    [key],
  );

  useEffect(() => {
    fetchFrom(null);
    return () => controller.current?.abort();
  }, [fetchFrom]);

  const next = state.next;
  return {
    items: state.key === key ? state.items : [],
    more: next !== null ? () => fetchFrom(next) : null,
    busy: state.busy || state.key !== key,
    error: state.error,
    retry: () => fetchFrom(next),
  };
}

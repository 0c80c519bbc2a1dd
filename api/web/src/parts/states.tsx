import type { ComponentChildren } from "preact";

import type { ApiError } from "../api/client.ts";
import type { Load } from "../api/load.ts";

export function Loading({ what }: { what: string }) {
  return (
    <p class="loading" role="status">
      <span class="spinner" aria-hidden="true" />
      {what}
    </p>
  );
}

export function Failed({ error, retry }: { error: ApiError; retry?: () => void }) {
  return (
    <div class="notice failed" role="alert">
      <h2>{error.status === 404 ? "Not in this graph" : error.title}</h2>
      <p>{error.detail}</p>
      {retry && error.status !== 404 && (
        <button type="button" class="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** Whichever of the three it is. */
export function Loaded<T>({ load, what, children }: { load: Load<T>; what: string; children: (data: T) => ComponentChildren }) {
  if (load.state === "ready") return <>{children(load.data)}</>;
  if (load.state === "failed") return <Failed error={load.error} retry={load.retry} />;
  return load.last ? <>{children(load.last)}</> : <Loading what={what} />;
}

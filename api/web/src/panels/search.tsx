import { useEffect, useRef, useState } from "preact/hooks";

import { api, ApiError } from "../api/client.ts";
import type { Hit } from "../api/contract.ts";
import { Icon } from "../parts/icons.tsx";
import { Mark } from "../parts/things.tsx";
import { familyOf } from "../reading/kinds.ts";
import { typeLabel } from "../reading/words.ts";
import { currentRoute, go } from "../route.ts";

const PAUSE = 140; // milliseconds without a key before asking

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
}

export function Search() {
  const [text, setText] = useState("");
  const [hits, setHits] = useState<Hit[] | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [at, setAt] = useState(-1);
  const [open, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    const onDown = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    addEventListener("keydown", onKey);
    addEventListener("pointerdown", onDown);
    return () => {
      removeEventListener("keydown", onKey);
      removeEventListener("pointerdown", onDown);
    };
  }, []);

  useEffect(() => {
    const q = text.trim();
    setFailed(null);
    setAt(-1);
    if (!q) {
      setHits(null);
      return;
    }
    const controller = new AbortController();
    const timer = setTimeout(() => {
      api.search(q, controller.signal).then(
        (page) => setHits(page.items),
        (error: unknown) => {
          if (controller.signal.aborted) return;
          setHits(null);
          setFailed(error instanceof ApiError ? error.detail : String(error));
        },
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [text]);

  const choose = (hit: Hit) => {
    setOpen(false);
    setText("");
    input.current?.blur();
    if (hit.type === "Article") {
      go({ view: "article", article: hit.id, at: null, entity: null, edge: null });
      return;
    }
    const { view } = currentRoute();
    go({ view: view === "table" ? "table" : "graph", article: null, at: null, center: hit.id, expand: [], entity: hit.id, edge: null });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const n = hits?.length ?? 0;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!n) return;
      setOpen(true);
      setAt((i) => (event.key === "ArrowDown" ? (i + 1) % n : (i <= 0 ? n : i) - 1));
    } else if (event.key === "Enter") {
      const hit = hits?.[Math.max(at, 0)];
      if (hit) choose(hit);
    } else if (event.key === "Escape") {
      if (open) setOpen(false);
      else setText("");
    } else {
      return;
    }
    event.preventDefault();
  };

  const shown = open && text.trim() !== "" && (hits !== null || failed !== null);
  return (
    <div class="search" ref={box} role="search">
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        value={text}
        placeholder="Search people, countries, bodies, events"
        autocomplete="off"
        spellcheck={false}
        role="combobox"
        aria-label="Search names"
        aria-autocomplete="list"
        aria-expanded={shown}
        aria-controls="search-hits"
        aria-activedescendant={shown && at >= 0 ? `search-hit-${at}` : undefined}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onKeyDown={onKeyDown}
      />
      <kbd aria-hidden="true">/</kbd>
      {shown && (
        <div class="hits">
          {failed !== null && (
            <p class="hits-note" role="alert">
              {failed}
            </p>
          )}
          {hits?.length === 0 && (
            <p class="hits-note" role="status">
              Nothing is called that.
            </p>
          )}
          <ul id="search-hits" role="listbox" aria-label="Names found">
            {hits?.map((hit, i) => (
              <li
                key={hit.id}
                id={`search-hit-${i}`}
                role="option"
                aria-selected={i === at}
                onPointerEnter={() => setAt(i)}
                onClick={() => choose(hit)}
              >
                <Mark family={familyOf(hit.type)} />
                <span class="hit-label" dir="auto">
                  {hit.label}
                  {hit.matched && hit.matched !== hit.label && <small> as “{hit.matched}”</small>}
                </span>
                <span class="hit-type">{typeLabel(hit.type)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

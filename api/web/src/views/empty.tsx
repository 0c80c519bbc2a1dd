/** The first thing a new user sees: nothing has been read yet, and what to do about it. */
export function Empty() {
  return (
    <section class="empty" aria-labelledby="view-title">
      <h1 id="view-title">No articles yet</h1>
      <p>
        Communiqué reads what governments publish after they meet, and draws who met whom, what was signed and what was promised. Every edge of the
        graph opens the sentence that says it.
      </p>
      <p>Give it something to read, from a terminal:</p>
      <pre>
        <code>communique ingest examples/articles</code>
      </pre>
      <p>
        A file, a folder, a feed or a web page will do; <code>communique ingest --help</code> lists what it takes. Then reload this page.
      </p>
      <p>
        <button type="button" class="button" onClick={() => location.reload()}>
          Reload
        </button>
      </p>
    </section>
  );
}

// One event stream per page. It only says that something changed; the page asks for itself again.
(() => {
  const live = () => document.getElementById("live");
  const status = document.getElementById("stream");
  const stream = new EventSource("/events");
  let lost = false;
  const refresh = () => htmx.trigger(live(), "changed");
  stream.addEventListener("hello", () => {
    status.textContent = "";
    if (lost) refresh();
    lost = false;
  });
  stream.addEventListener("changed", refresh);
  stream.onerror = () => {
    lost = true;
    status.textContent = "The connection is lost; trying again.";
  };
  addEventListener("pagehide", () => stream.close());

  // What the reader opened stays open, and the reader's place stays, when the page is renewed.
  let open = new Map();
  let focused = null;
  let atEnd = true;
  const end = () => innerHeight + scrollY >= document.documentElement.scrollHeight - 40;
  document.body.addEventListener("htmx:beforeSwap", () => {
    open = new Map([...document.querySelectorAll("details[id]")].map(each => [each.id, each.open]));
    focused = document.activeElement && document.activeElement.getAttribute("href");
    atEnd = end();
  });
  document.body.addEventListener("htmx:afterSettle", () => {
    for (const each of document.querySelectorAll("details[id]")) {
      if (open.has(each.id) && touched.has(each.id)) each.open = open.get(each.id);
    }
    const again = focused && document.querySelector(`a[href="${CSS.escape(focused)}"]`);
    if (again) again.focus({ preventScroll: true });
    follow();
    document.title = live().dataset.title + " · Fairlead";
  });
  const touched = new Set();
  document.addEventListener("click", event => {
    const summary = event.target.closest("summary");
    if (summary && summary.parentElement.id) touched.add(summary.parentElement.id);
  });
  const follow = () => {
    const log = document.querySelector("ol.log[data-follow]");
    if (log && atEnd && !location.hash) scrollTo(0, document.documentElement.scrollHeight);
  };
  follow();
  // A log grows without a change of state: look again while it is followed.
  setInterval(() => {
    if (document.querySelector("ol.log[data-follow]")) refresh();
  }, 1000);

  document.getElementById("theme").addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
  });

  let prefix = "";
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select")) return;
    if (prefix === "g") {
      prefix = "";
      const page = { d: "/deliveries", c: "/changes", a: "/applications", j: "/journal" }[event.key];
      if (page) location.href = page;
      return;
    }
    if (event.key === "g") prefix = "g";
    if (event.key === "?") document.getElementById("keys").showModal();
    if (event.key === "j" || event.key === "k") {
      const rows = [...document.querySelectorAll("a.row-link, details.stage > summary")];
      const at = rows.indexOf(document.activeElement);
      const next = rows[event.key === "j" ? at + 1 : Math.max(0, at - 1)];
      if (next) next.focus();
    }
  });
})();

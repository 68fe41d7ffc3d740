// What htmx cannot do by itself: hold one stream with tickets that expire, fetch many changed parts in one
// request, keep folds as the reader left them, count seconds. Without this file every page works by reloading.
(() => {
  "use strict";

  const POLL_OPEN = 2000;     // while a check is on
  const POLL_IDLE = 15000;    // otherwise
  const GATHER = 120;         // several events of one moment become one request
  const STREAM_AGAIN = 30000; // when streams do not get through, try them again this often
  const SAYS = { live: "Live", reconnecting: "Reconnecting…", polling: "Looking again every 2 seconds" };

  function follow(panel) {
    const page = panel.dataset; // join, stream, parts, key, ticket, after
    let after = Number(page.after || 0);
    let stream = null, failures = 0, gathering = null, fetching = false, polling = null, everything = false;
    const changed = new Set();

    function say(state) {
      if (panel.dataset.state === state) return;
      panel.dataset.state = state;
      panel.textContent = SAYS[state];
    }

    function heard(news) {
      const keys = page.key === "rows" ? news.rows : [news.submission];
      if (keys === null) everything = true;
      else for (const key of keys) changed.add(String(key));
      soon();
    }

    function fetchParts() {
      gathering = null;
      wanted = false;
      fetching = true; // htmx would drop the middle one of three that overlap, and its rows with it
      const url = new URL(page.parts, location.href);
      const shown = [...document.querySelectorAll("[data-row]")].map((row) => row.dataset.row);
      url.searchParams.set("changed", shown.filter((key) => everything || changed.has(key)).join(","));
      everything = false;
      changed.clear();
      htmx.ajax("GET", url.pathname + url.search, { source: panel, swap: "none" })
        .catch(() => { everything = true; return "later"; }) // asked for again as soon as the server is back
        .then((when) => {
          fetching = false;
          if (when !== "later" && (everything || changed.size || wanted)) soon();
        });
    }

    // `wanted`: something other than a row changed while an answer was on its way.
    let wanted = false;
    function soon() {
      wanted = true;
      if (!fetching) gathering ??= setTimeout(fetchParts, GATHER);
    }

    function reset() {
      everything = true;
      soon();
    }

    function open(ticket) {
      const url = new URL(page.stream, location.href);
      url.searchParams.set("ticket", ticket);
      url.searchParams.set("after", after);
      stream = new EventSource(url);
      stream.onopen = () => { failures = 0; say("live"); clearTimeout(polling); polling = null; if (everything) soon(); };
      stream.onerror = () => {
        if (stream.readyState === EventSource.CLOSED) { stream = null; failures += 1; }
        say(failures > 1 ? "polling" : "reconnecting");
        pollSoon();
      };
      stream.addEventListener("news", (event) => {
        after = Math.max(after, Number(event.lastEventId));
        heard(JSON.parse(event.data));
      });
      stream.addEventListener("reset", reset);
      stream.addEventListener("renew", () => { stream.close(); stream = null; join(); });
    }

    // One address tells what is new and gives a fresh ticket: it serves coming back and polling alike.
    async function join() {
      try {
        const url = new URL(page.join, location.href);
        url.searchParams.set("after", after);
        const answer = await fetch(url, { headers: { Accept: "application/json" } });
        if (answer.redirected || answer.status === 403 || answer.status === 404) return location.reload();
        if (!answer.ok) throw new Error(answer.statusText);
        const told = await answer.json();
        told.news.forEach(heard);
        if (told.missed || everything) reset();
        after = Math.max(after, told.after);
        if (!stream && (failures < 2 || Date.now() - tried > STREAM_AGAIN)) { tried = Date.now(); open(told.ticket); }
      } catch {
        say("reconnecting");
        pollSoon();
      }
    }
    let tried = Date.now();

    function pollSoon(within) {
      const running = document.querySelector("[data-run-open]");
      polling ??= setTimeout(() => {
        polling = null;
        join().then(() => { if (panel.dataset.state !== "live") pollSoon(); });
      }, within ?? (running ? POLL_OPEN : POLL_IDLE));
    }

    open(page.ticket);
    panel.addEventListener("htmx:responseError", (event) => {
      if ([403, 404, 410].includes(event.detail.xhr.status)) return location.reload(); // it is not for this person any more
      everything = true; // with the next news, all of it
    });
    document.body.addEventListener("changed", () => { // comes with the answer to a form of this page
      if (panel.dataset.state === "live") return soon(); // which rows it turned, the stream tells
      reset();
      clearTimeout(polling);
      polling = null;
      pollSoon(POLL_OPEN);
    });
    addEventListener("pagehide", () => { if (stream) stream.close(); });
    addEventListener("pageshow", (event) => { if (event.persisted) { stream = null; join(); } });
  }

  // A part that is replaced keeps its fold, and shows for a moment that its verdict turned.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const old = event.detail.target, fresh = event.detail.fragment.firstElementChild;
    if (!fresh) return;
    if (old.tagName === "DETAILS") fresh.open = old.open;
    if (old.dataset.verdict !== undefined && old.dataset.verdict !== fresh.dataset.verdict) fresh.classList.add("turned");
  });

  // A button that says it does nothing now keeps the keyboard, and does nothing.
  document.addEventListener("submit", (event) => {
    if (event.submitter?.getAttribute("aria-disabled") !== "true") return;
    event.preventDefault();
    event.stopPropagation();
  }, true);

  // A button that could not do its work says so. The next answer takes these words away, the next press any words.
  function say(words) {
    const notes = document.getElementById("notes");
    const line = document.createElement("li"), list = document.createElement("ul");
    [line.className, line.textContent, list.className] = ["note note-error", words, "notes"];
    list.append(line);
    notes.replaceChildren(list);
    notes.dataset.ours = "yes";
    notes.scrollIntoView({ block: "nearest" });
  }
  function hush() {
    const notes = document.getElementById("notes");
    delete notes.dataset.ours;
    notes.replaceChildren();
  }
  const pressed = (event) => event.detail.elt?.tagName === "FORM";
  document.addEventListener("htmx:beforeRequest", (event) => { if (pressed(event)) hush(); });
  document.addEventListener("htmx:beforeSwap", () => { if (document.getElementById("notes").dataset.ours) hush(); });
  for (const gone of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(gone, (event) => {
    if (pressed(event)) say("The server does not answer. Please try again in a moment.");
  });
  document.addEventListener("htmx:responseError", (event) => {
    if (pressed(event)) say(`That did not work (error ${event.detail.xhr.status}). Please load the page again.`);
  });

  // Who held the keyboard when parts were replaced gets it back, or who comes after it.
  let held = null;
  document.addEventListener("htmx:beforeSwap", () => { held = document.activeElement; });
  document.addEventListener("htmx:afterSettle", () => {
    if (!held || held === document.body || document.activeElement !== document.body) return;
    const next = held.isConnected ? held : byId(held.id) ?? byId(held.dataset.then);
    next?.focus({ preventScroll: true });
  });
  const byId = (id) => id ? document.getElementById(id) : null;

  function tick() {
    for (const clock of document.querySelectorAll("[data-since]")) {
      const seconds = Math.max(0, Math.round((Date.now() - Date.parse(clock.dataset.since)) / 1000));
      clock.textContent = `${seconds} s`;
    }
    for (const clock of document.querySelectorAll("[data-until]")) {
      const left = Math.ceil((Date.parse(clock.dataset.until) - Date.now()) / 1000);
      clock.textContent = left > 0 ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : "";
    }
    for (const line of document.querySelectorAll("[data-over]")) line.hidden = Date.parse(line.dataset.over) <= Date.now();
  }
  setInterval(tick, 1000);
  document.addEventListener("htmx:afterSettle", tick); // a clock that has just come would be empty for a moment

  // A link into a folded part unfolds it.
  function unfold() {
    let part = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
  }
  addEventListener("hashchange", unfold);

  document.querySelectorAll("[data-stream]").forEach(follow);
  unfold();
  tick();
})();

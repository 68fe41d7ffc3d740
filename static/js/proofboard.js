// What htmx cannot do by itself: hold one stream with tickets that expire, fetch many changed parts in one
// request. Without this file every page works by reloading.
(() => {
  "use strict";

  const POLL_OPEN = 2000;     // while a check is on
  const POLL_IDLE = 15000;    // otherwise
  const GATHER = 120;         // several events of one moment become one request
  const POLL_CONTEST = 5000;  // where a contest goes on without this page
  const SPREAD = 1500;        // what everybody hears of, not everybody asks for at the same moment
  const STREAM_AGAIN = 30000; // when streams do not get through, try them again this often

  function follow(panel) {
    const page = panel.dataset; // join, stream, parts, key, ticket, after
    let after = Number(page.after || 0);
    let stream = null, failures = 0, gathering = null, fetching = false, polling = null, everything = false, state = "";
    const changed = new Set();

    // What is paused or frozen is not live, however well the line holds: the page has the word for that.
    function say(now) {
      state = now;
      const word = now === "live" ? document.querySelector("[data-word]")?.dataset.word : "";
      const text = word || page[`says${now[0].toUpperCase()}${now.slice(1)}`];
      page.state = word ? "connected" : now;
      if (panel.textContent !== text) panel.textContent = text;
    }

    function heard(news) {
      if (news.part) return heardOf(news.part);
      const keys = page.key === "rows" ? news.rows : news.submission === null ? null : [news.submission];
      if (keys === null) everything = true;
      else for (const key of keys) changed.add(String(key));
      soon();
    }

    // Of a contest only what the page says of it is fetched, and nothing where it says nothing.
    let contest = false;
    function heardOf(part) {
      if (!document.querySelector(`[data-part="${part}"]`)) return;
      contest = true;
      if (!fetching) gathering ??= setTimeout(fetchParts, GATHER + Math.random() * SPREAD);
    }

    function fetchParts() {
      gathering = null;
      const only = contest && !wanted && !everything;
      wanted = contest = false;
      fetching = true; // htmx would drop the middle one of three that overlap, and its rows with it
      const url = new URL(page.parts, location.href);
      const shown = [...document.querySelectorAll("[data-row]")].map((row) => row.dataset.row);
      url.searchParams.set("changed", shown.filter((key) => everything || changed.has(key)).join(","));
      if (only) url.searchParams.set("only", "contest");
      everything = false;
      changed.clear();
      htmx.ajax("GET", url.pathname + url.search, { source: panel, swap: "none" })
        .catch(() => { everything = true; return "later"; }) // asked for again as soon as the server is back
        .then((when) => {
          fetching = false;
          if (when === "later") return;
          if (everything || changed.size || wanted) soon();
          else if (contest) heardOf("contest");
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
        failures += 1;
        if (stream.readyState === EventSource.CLOSED) stream = null;
        if (state !== "polling") say("reconnecting");
        pollSoon();
      };
      stream.addEventListener("news", (event) => {
        after = Math.max(after, Number(event.lastEventId));
        heard(JSON.parse(event.data));
      });
      stream.addEventListener("reset", reset);
      stream.addEventListener("behind", () => say("reconnecting")); // the line holds, and nothing can be read
      stream.addEventListener("caught-up", () => { say("live"); if (everything) soon(); });
      stream.addEventListener("renew", () => { stream.close(); stream = null; join(); });
    }

    // One address tells what is new and gives a fresh ticket: it serves coming back and polling alike.
    async function join() {
      try {
        const url = new URL(page.join, location.href);
        url.searchParams.set("after", after);
        const answer = await fetch(url, { headers: { Accept: "application/json" } });
        if (answer.redirected) return elsewhere();
        if (answer.status === 403 || answer.status === 404) return location.reload();
        if (!answer.ok) throw new Error(answer.statusText);
        const told = await answer.json();
        told.news.forEach(heard);
        if (told.missed || everything) reset();
        after = Math.max(after, told.after);
        if (!stream && (failures < 2 || Date.now() - tried > STREAM_AGAIN)) { tried = Date.now(); open(told.ticket); }
        else if (stream?.readyState === EventSource.OPEN) say("live"); // it held all the while
        if (failures > 1) say("polling"); // the server answers, and streams do not come through
      } catch {
        say("reconnecting");
        pollSoon();
      }
    }
    let tried = Date.now();

    // Signed out, or the page is somewhere else now. What somebody is typing is not taken from them: it goes on when they
    // are signed in again, in another window.
    function elsewhere() {
      if (!document.querySelector("[data-typed]")) return location.reload();
      say("out");
      everything = true;
      pollSoon();
    }

    function pollSoon(within) {
      const running = document.querySelector("[data-run-open]"), here = document.querySelector("[data-part]");
      polling ??= setTimeout(() => {
        polling = null;
        join().then(() => { if (state !== "live") pollSoon(); });
      }, within ?? (running ? POLL_OPEN : here ? POLL_CONTEST : POLL_IDLE));
    }

    open(page.ticket);
    panel.addEventListener("htmx:responseError", (event) => {
      if ([403, 404, 410].includes(event.detail.xhr.status)) return location.reload(); // it is not for this person any more
      everything = true; // with the next news, all of it
    });
    panel.addEventListener("htmx:beforeSwap", (event) => {
      const { xhr, pathInfo } = event.detail;
      if (new URL(xhr.responseURL).pathname === new URL(pathInfo.requestPath, location.href).pathname) return;
      event.detail.shouldSwap = false;
      elsewhere();
    });
    document.addEventListener("htmx:afterSettle", () => { if (state === "live") say("live"); });
    const asked = new Map(); // a moment -> when it was asked for what has changed by it
    document.addEventListener("moment", (event) => {
      const at = event.target.dataset.moves;
      if (Date.now() - (asked.get(at) ?? 0) < POLL_IDLE) return;
      asked.set(at, Date.now());
      heardOf("contest");
    });
    document.body.addEventListener("changed", () => { // comes with the answer to a form of this page
      if (state === "live") return soon(); // which rows it turned, the stream tells
      reset();
      clearTimeout(polling);
      polling = null;
      pollSoon(POLL_OPEN);
    });
    addEventListener("pagehide", () => { if (stream) stream.close(); });
    addEventListener("pageshow", (event) => { if (event.persisted) { stream = null; join(); } });
  }

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

  // A link into a folded part unfolds it.
  function unfold() {
    let part = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
  }
  addEventListener("hashchange", unfold);

  document.querySelectorAll("[data-stream]").forEach(follow);
  unfold();
})();

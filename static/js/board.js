// Follows a board: the server draws it once and sends it whole; this puts it in place, moves the rows to where they are
// now. Without this file the page is loaded again by hand.
(() => {
  "use strict";

  const STREAM_AGAIN = 30000;     // when streams do not get through, try them again this often
  const SPREAD = 1500;            // whoever reads of one entry, not all ask at the same moment
  const FIRST_WAIT = 2000, LONGEST_WAIT = 30000;
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  function follow(panel) {
    const page = panel.dataset, board = document.getElementById("board"), whose = board.dataset.whose;
    let digest = page.digest, stream = null, failures = 0, wait = FIRST_WAIT, later = null, tried = Date.now();

    function say(state) {
      if (page.state === state) return;
      page.state = state;
      panel.textContent = page[`says${state[0].toUpperCase()}${state.slice(1)}`];
    }

    // What is paused, frozen or over is not live, however well the line holds.
    const running = () => board.querySelector("[data-is]")?.dataset.is === "live";
    const online = () => page.state === "live" || page.state === "connected";

    function open(ticket) {
      const url = new URL(page.boardStream, location.href);
      url.searchParams.set("ticket", ticket);
      url.searchParams.set("have", digest);
      tried = Date.now();
      stream = new EventSource(url);
      stream.onopen = () => { failures = 0; wait = FIRST_WAIT; clearTimeout(later); later = null; say(running() ? "live" : "connected"); };
      stream.onerror = () => {
        failures += 1;
        if (stream.readyState === EventSource.CLOSED) stream = null;
        say(failures > 1 ? "polling" : "reconnecting");
        askLater();
      };
      stream.addEventListener("board", (event) => take(JSON.parse(event.data)));
      stream.addEventListener("behind", () => { say("reconnecting"); });
      stream.addEventListener("caught-up", () => { say(running() ? "live" : "connected"); });
      stream.addEventListener("renew", () => { stream.close(); stream = null; join(); });
    }

    // Gives the board where it differs, and a fresh ticket: it serves coming back and polling alike.
    async function join() {
      try {
        const url = new URL(page.join, location.href);
        url.searchParams.set("have", digest);
        const answer = await fetch(url, { headers: { Accept: "application/json" } });
        if (answer.redirected || answer.status === 403 || answer.status === 404) return location.reload();
        if (!answer.ok) throw new Error(answer.statusText);
        const told = await answer.json();
        wait = FIRST_WAIT;
        if (told.html !== undefined) take(told);
        if (!stream && (failures < 2 || Date.now() - tried > STREAM_AGAIN)) open(told.ticket);
      } catch {
        say("reconnecting");
        wait = Math.min(wait * 2, LONGEST_WAIT);
      }
      if (!online()) askLater();
    }

    // Not all at the same moment: after a restart everybody comes back.
    function askLater() {
      later ??= setTimeout(() => { later = null; if (!online()) join(); }, wait * (0.75 + Math.random() / 2));
    }

    function take(told) {
      if (told.digest === digest) return;
      digest = told.digest;
      if (whose) return look(told.html);
      const before = tops(board), news = newest(board), held = document.activeElement?.id;
      const open = [...board.querySelectorAll("details[open]")].map((fold) => fold.id);
      board.innerHTML = told.html;
      open.forEach((id) => { const fold = document.getElementById(id); if (fold) fold.open = true; });
      if (held && document.activeElement === document.body) document.getElementById(held)?.focus({ preventScroll: true });
      if (online()) say(running() ? "live" : "connected");
      mark(board);
      document.dispatchEvent(new CustomEvent("board:taken"));
      move(board, before);
      if (newest(board) !== news) document.getElementById("board-said").textContent = newest(board);
    }

    // The page of one entry has more of it than the board, so it is asked for again, where its line moved and not before.
    let line = null;
    function look(html) {
      const drawn = new DOMParser().parseFromString(html, "text/html");
      const is = drawn.querySelector("[data-is]")?.dataset.is, row = drawn.getElementById(`place-${whose}`);
      const now = `${is} ${row?.textContent}`;
      if (now === line) return;
      setTimeout(async () => {
        try {
          const answer = await fetch(location.href);
          if (answer.redirected || answer.status === 404) return location.reload();
          if (!answer.ok) throw new Error(answer.statusText);
          const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("board");
          board.innerHTML = fresh.innerHTML;
          line = now;
          if (online()) say(running() ? "live" : "connected");
        } catch { digest = ""; } // what comes next is looked at again
      }, Math.random() * SPREAD);
    }

    mark(board);
    open(page.ticket);
    addEventListener("pagehide", () => { if (stream) stream.close(); });
    addEventListener("pageshow", (event) => { if (event.persisted) { stream = null; join(); } });
  }

  const rows = (board) => [...board.querySelectorAll("[data-move]")];
  const tops = (board) => new Map(rows(board).map((row, place) => [row.dataset.move, { top: row.offsetTop, text: row.textContent, place }]));
  const newest = (board) => board.querySelector(".watched-lines li")?.textContent.trim().replace(/\s+/g, " ") ?? "";

  function mark(board) {
    const own = board.dataset.own?.split(" ") ?? [];
    for (const row of rows(board)) row.classList.toggle("own", own.includes(row.dataset.move));
  }

  // First, last, invert, play: each row goes from where it was to where it is. What changed is marked for a while in any case.
  function move(board, before) {
    rows(board).forEach((row, place) => {
      const was = before.get(row.dataset.move);
      if (!was || was.text !== row.textContent) row.classList.add("turned");
      if (was && place < was.place) row.classList.add("rose");
      const by = was ? was.top - row.offsetTop : 0;
      if (by && !still.matches) row.animate([{ transform: `translateY(${by}px)` }, { transform: "none" }], { duration: 700, easing: "ease-in-out" });
    });
  }

  document.querySelectorAll("[data-board-stream]").forEach(follow);
})();

// Counts seconds between two answers of the server. Moments stand in the page as times of day as well, so without this
// file nothing is missing. Who wants less motion gets minutes. What is read out is the end, and only as it comes near.
(() => {
  "use strict";

  const TOLD = [600, 60, 0]; // seconds before an end that a screen reader hears of
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const two = (number) => String(number).padStart(2, "0");
  const told = new Map(); // an end -> the seconds that were left when it was looked at last

  // The clock of this machine may be wrong: what counts is the one of the server, as it was when the page came.
  const now = document.querySelector("[data-now]");
  const skew = now ? Date.parse(now.dataset.now) - Date.now() : 0;
  const wrong = Math.abs(skew) > 5000 ? skew : 0;
  const time = () => Date.now() + wrong;

  function left(seconds) {
    const minutes = Math.floor(seconds / 60), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24);
    if (days) return `${days} d ${hours % 24} h`;
    if (hours) return `${hours} h ${two(minutes % 60)} min`;
    if (still.matches) return minutes ? `${minutes} min` : "< 1 min";
    return `${minutes}:${two(seconds % 60)}`;
  }

  function write(place, text) { if (place.textContent !== text) place.textContent = text; }

  function tell(end, words, seconds) {
    const before = told.get(end);
    told.set(end, seconds);
    const region = document.getElementById("announce") ?? document.getElementById("board-said");
    const passed = TOLD.find((one) => before > one && seconds <= one);
    if (passed !== undefined && region) write(region, words.replace("#", passed ? `${passed / 60} min` : "0 min"));
  }

  function tick() {
    for (const clock of document.querySelectorAll("[data-since]")) {
      write(clock, `${Math.max(0, Math.round((time() - Date.parse(clock.dataset.since)) / 1000))} s`);
    }
    for (const clock of document.querySelectorAll("[data-until]")) {
      const seconds = Math.ceil((Date.parse(clock.dataset.until) - time()) / 1000);
      write(clock, seconds > 0 ? `${Math.floor(seconds / 60)}:${two(seconds % 60)}` : "");
    }
    for (const clock of document.querySelectorAll("[data-left]")) { // data-says: "# left"; data-due: what it says at the end
      const seconds = Math.max(0, Math.round((Date.parse(clock.dataset.left) - time()) / 1000));
      write(clock, seconds || clock.dataset.due === undefined ? clock.dataset.says.replace("#", left(seconds)) : clock.dataset.due);
      if (clock.dataset.tells !== undefined) tell(clock.dataset.left, clock.dataset.says, seconds);
    }
    for (const line of document.querySelectorAll("[data-over]")) line.hidden = Date.parse(line.dataset.over) <= time();
    // A page changes by time alone as well: whoever follows it asks then.
    for (const one of document.querySelectorAll("[data-moves]")) {
      if (Date.parse(one.dataset.moves) <= time()) one.dispatchEvent(new CustomEvent("moment", { bubbles: true }));
    }
  }
  setInterval(tick, 1000);
  document.addEventListener("htmx:afterSettle", tick); // a clock that has just come would be empty for a moment
  document.addEventListener("board:taken", tick);
  tick();
})();

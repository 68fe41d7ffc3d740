// Presses wait for each other in a queue. What needs them all to have arrived waits as well, so that nobody has to press
// it again: finishing with an outcome, taking back, and leaving the page, which would lose what was not sent yet.
// `inTurn(deed)` does it then, or at once; where a press is refused, what waited is forgotten.
(() => {
  "use strict";

  const main = document.getElementById("main");
  const busy = () => main.querySelector("form[data-on-its-way]") !== null; // a form that was replaced has arrived
  let waiting = [];

  function goOn() {
    while (waiting.length && !busy()) waiting.shift()();
  }

  window.inTurn = (deed) => { waiting.push(deed); goOn(); };

  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented && event.target.hasAttribute("hx-post")) event.target.dataset.onItsWay = "";
  }, true);
  document.addEventListener("htmx:afterRequest", (event) => {
    delete event.detail.elt.dataset.onItsWay;
    if (!event.detail.successful) waiting = [];
    setTimeout(goOn); // when all parts of the answer are in their places
  });
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if (document.getElementById(event.detail.target.id)?.querySelector("[role=alert]")) waiting = [];
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || !busy() || event.defaultPrevented || link.target || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.dataset.copy !== undefined || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    window.inTurn(() => location.assign(link.href));
  });
})();

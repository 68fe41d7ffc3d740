// Files may also be dropped anywhere on the field, and a form that takes seconds says so. Without this file the
// field and the button do the same.
(() => {
  "use strict";

  for (const zone of document.querySelectorAll("[data-drop]")) {
    const field = zone.querySelector("input[type=file]");
    const stop = (event) => { event.preventDefault(); zone.classList.toggle("over", event.type === "dragover"); };
    zone.addEventListener("dragover", stop);
    zone.addEventListener("dragleave", stop);
    zone.addEventListener("drop", (event) => {
      stop(event);
      if (!event.dataTransfer.files.length) return;
      field.files = event.dataTransfer.files;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      field.focus();
    });
  }

  for (const form of document.querySelectorAll("form[data-busy]")) {
    form.addEventListener("submit", (event) => {
      const button = event.submitter || form.querySelector("button");
      if (button.getAttribute("aria-disabled") === "true") { event.preventDefault(); return; }
      button.dataset.says = button.textContent;
      button.setAttribute("aria-disabled", "true");
      button.textContent = form.dataset.busy;
    });
  }

  window.addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("button[data-says]")) {
      button.textContent = button.dataset.says;
      button.removeAttribute("aria-disabled");
    }
  });
})();

// A button that copies the line beside it, and the minutes that are left. Without this file the line can be marked and copied.
(() => {
  "use strict";

  for (const line of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) break; // only over https, or on this machine
    const button = document.createElement("button");
    [button.type, button.className, button.textContent] = ["button", "copy", line.dataset.copy];
    button.setAttribute("aria-describedby", line.previousElementSibling.id || line.id);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(line.textContent);
      button.textContent = line.dataset.copied;
    });
    line.after(button);
  }

  const told = document.querySelector("[data-good-until]");
  if (!told) return;
  const left = told.querySelector(".left"), end = new Date(told.dataset.goodUntil);
  const tell = () => {
    const minutes = Math.ceil((end - Date.now()) / 60000);
    const words = minutes > 1 ? told.dataset.several.replace("#", minutes) : minutes > 0 ? told.dataset.one : told.dataset.old;
    if (left.textContent !== words) left.textContent = words;
    if (minutes > 0) setTimeout(tell, 5000);
  };
  tell();
})();

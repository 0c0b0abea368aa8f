/* 报告编写: references go in at the cursor, and what is not saved is not left by accident. Without this file the same
   buttons add to the end of the text, and everything else works. */
(() => {
  "use strict";
  const body = document.getElementById("body");
  if (!body) return;
  const saved = "unsaved" in body.dataset ? null : body.value;
  let leaving = false;

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (!button) return;
    event.preventDefault();
    body.focus();
    body.setRangeText(button.dataset.insert, body.selectionStart, body.selectionEnd, "end");
    body.dispatchEvent(new Event("inserted", { bubbles: true }));
  });

  // Enter in the picker searches; it does not save the section.
  document.getElementById("picker-q").addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      event.target.dispatchEvent(new Event("search"));
    }
  });

  document.getElementById("section-form").addEventListener("submit", () => { leaving = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && body.value !== saved) event.preventDefault();
  });
})();

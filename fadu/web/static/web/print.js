/* 打印: the button that opens the browser's own dialogue. Without this file Ctrl+P does the same. */
(() => {
  "use strict";
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
})();

/* 表单: days may be typed or picked, the first fault has the focus, and what is not saved is not left by accident.
   Without this file everything works; days are then typed. */
(() => {
  "use strict";
  const two = (n) => String(n).padStart(2, "0");

  // 2023-5-1, 2023/5/1, 2023.5.1, 2023年5月1日, 20230501: the server reads them all; here they are shown alike.
  function day(written) {
    const text = written.normalize("NFKC").replace(/\s/g, "");
    const found = text.match(/^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/) || text.match(/^(\d{4})(\d{2})(\d{2})$/);
    return found ? `${found[1]}-${two(found[2])}-${two(found[3])}` : "";
  }

  document.querySelectorAll("input.day").forEach((input) => {
    input.addEventListener("change", () => { input.value = day(input.value) || input.value; });
    const picker = document.createElement("input");
    if (!picker.showPicker) return;
    picker.type = "date";
    picker.className = "day-picker";
    picker.tabIndex = -1;
    picker.setAttribute("aria-hidden", "true");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "day-button";
    button.textContent = "▾";
    button.setAttribute("aria-label", document.documentElement.lang.startsWith("zh") ? "打开日历" : "Open the calendar");
    const together = document.createElement("span");
    together.className = "day-field";
    input.replaceWith(together);
    together.append(input, button, picker);
    button.addEventListener("click", () => {
      picker.value = day(input.value);
      picker.showPicker();
    });
    picker.addEventListener("change", () => {
      input.value = picker.value;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  });

  const wrong = document.querySelector(".is-wrong input, .is-wrong select, .is-wrong textarea");
  if (wrong) wrong.focus();
  else document.querySelector("[role=alert][tabindex]")?.focus();

  const form = document.querySelector("form[data-guarded]");
  if (!form) return;
  let changed = "unsaved" in form.dataset;
  let leaving = false;
  form.addEventListener("input", () => { changed = true; });
  document.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("beforeunload", (event) => {
    if (changed && !leaving) event.preventDefault();
  });
})();

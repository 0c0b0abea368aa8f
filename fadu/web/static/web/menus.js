// 菜单: a menu closes when one goes elsewhere or presses Escape. Without this script it still opens and closes by itself.
// 宽表: a table wider than the window is reached, and scrolled, by keyboard.
"use strict";
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
  }
});

for (const box of document.querySelectorAll(".across:not([tabindex])")) {
  if (box.scrollWidth <= box.clientWidth) continue;
  const heading = box.closest(".card")?.querySelector("h2, h3");
  box.tabIndex = 0;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", heading ? heading.textContent.trim() : document.title);
}

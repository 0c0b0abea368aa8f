// 键盘快捷键: never while something is being typed, and only for readers who left them on.
"use strict";
(function () {
  var waiting = false;
  var timer = 0;

  function typing(target) {
    return target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName);
  }

  function open(link) {
    if (link) window.location.assign(link.href);
  }

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && typing(event.target)) {
      event.target.blur();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (waiting) {
      waiting = false;
      clearTimeout(timer);
      if (event.key === "h") open(document.querySelector("a.brand"));
      else if (/^[1-9]$/.test(event.key)) open(document.querySelectorAll("nav.sections a")[Number(event.key) - 1]);
      return;
    }
    if (event.key === "g") {
      waiting = true;
      timer = setTimeout(function () { waiting = false; }, 1500);
    } else if (event.key === "/") {
      var search = document.querySelector("main input[name=q]") || document.querySelector("header input[name=q]");
      if (search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    } else if (event.key === "?") {
      var help = document.getElementById("page-help");
      if (help) {
        help.open = true;
        help.querySelector("summary").focus();
        help.scrollIntoView({ block: "nearest" });
      }
    }
  });
})();

// What HTML alone cannot do: copy the page as Markdown, and keep scrolling code within reach of the keyboard.
(function () {
  "use strict";

  var SCROLLING = "pre > code, .md-typeset__scrollwrap";

  function copyPage(button) {
    fetch(button.dataset.lpCopy)
      .then(function (answer) {
        if (!answer.ok) throw new Error(answer.status);
        return answer.text();
      })
      .then(function (text) {
        return navigator.clipboard.writeText(text);
      })
      .then(
        function () {
          say(button, "Copied");
        },
        function () {
          // From a file, or without permission for the clipboard: show the text instead.
          window.location.href = button.dataset.lpCopy;
        }
      );
  }

  function say(button, text) {
    var before = button.textContent;
    button.textContent = text;
    window.setTimeout(function () {
      button.textContent = before;
    }, 2000);
  }

  function reach(element) {
    var scrolls = element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight;
    if (scrolls && !element.hasAttribute("tabindex")) element.setAttribute("tabindex", "0");
  }

  // The theme takes the keyboard's way to code back wherever there is no mouse, and it names none of its copy menus.
  function repair() {
    document.querySelectorAll(SCROLLING).forEach(reach);
    document.querySelectorAll(".md-code__nav:not([role])").forEach(function (menu) {
      menu.setAttribute("role", "none");
    });
  }

  function soon() {
    window.requestAnimationFrame(repair);
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-lp-copy]");
    if (button) copyPage(button);
  });
  document.addEventListener("toggle", soon, true);
  document.addEventListener("change", soon);
  window.addEventListener("resize", soon);
  window.addEventListener("load", soon);
  new MutationObserver(soon).observe(document.body, {
    attributes: true,
    attributeFilter: ["tabindex"],
    childList: true,
    subtree: true,
  });
})();

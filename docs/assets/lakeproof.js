// What HTML alone cannot do: copy the page as Markdown.
(function () {
  "use strict";

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

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-lp-copy]");
    if (button) copyPage(button);
  });
})();

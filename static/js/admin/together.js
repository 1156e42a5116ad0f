/* A press beside a ticked language to which another editor must agree publishes nothing: the buttons then say so. */
(function () {
  "use strict";
  var boxes = Array.prototype.slice.call(document.querySelectorAll("[data-agreed-elsewhere]"));
  var buttons = Array.prototype.slice.call(document.querySelectorAll("button[data-agree]"));
  buttons.forEach(function (button) { button.dataset.publish = button.textContent; });

  function say() {
    var isAwaited = boxes.some(function (box) { return box.checked; });
    buttons.forEach(function (button) {
      button.textContent = isAwaited ? button.dataset.agree : button.dataset.publish;
    });
  }

  boxes.forEach(function (box) { box.addEventListener("change", say); });
  // What a browser ticks again after the page was loaded anew.
  window.addEventListener("pageshow", say);
  say();
})();

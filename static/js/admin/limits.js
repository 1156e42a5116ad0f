/* How many characters a field still takes, once it is nearly full; read aloud when the officer pauses. */
(function () {
  "use strict";
  var form = document.getElementById("edition_form");
  if (!form) { return; }
  // From so many that are left on it is said.
  var NEAR = 100, PAUSE = 1000;

  function words(left) {
    return (left < 0 ? form.dataset.tooMany : form.dataset.left).replace("{number}", String(Math.abs(left)));
  }

  function make(input) {
    var shown = document.createElement("p");
    var said = document.createElement("p");
    shown.className = "left";
    shown.setAttribute("aria-hidden", "true");
    said.className = "visually-hidden";
    said.setAttribute("role", "status");
    input.insertAdjacentElement("afterend", shown);
    shown.insertAdjacentElement("afterend", said);
    return { shown: shown, said: said };
  }

  form.querySelectorAll("[data-limit]").forEach(function (input) {
    var limit = Number(input.dataset.limit);
    var near = Math.min(NEAR, limit / 2);
    var places = null, timer = 0;
    function tell() {
      var left = limit - Array.from(input.value).length;
      if (!places && left > near) { return; }
      places = places || make(input);
      var sentence = left > near ? "" : words(left);
      places.shown.textContent = sentence;
      places.shown.classList.toggle("wrong", left < 0);
      window.clearTimeout(timer);
      timer = window.setTimeout(function () { places.said.textContent = sentence; }, PAUSE);
    }
    input.addEventListener("input", tell);
    tell();
  });
})();

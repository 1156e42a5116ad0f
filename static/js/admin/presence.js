/* Who else is writing in the text, said in the bar whenever the server says so (autosave.js), and asked to hand it
   over without leaving what one types. */
(function () {
  "use strict";
  var form = document.getElementById("edition_form");
  var present = form && form.querySelector(".present");
  var ask = document.getElementById("ask-for-text");
  if (!present) { return; }

  function say(sentence) {
    if (sentence !== present.textContent) { present.textContent = sentence; }
  }

  form.addEventListener("present", function (event) {
    say(event.detail.present || "");
    if (ask) { ask.hidden = !event.detail.is_shared; }
  });
  if (!ask) { return; }
  ask.addEventListener("click", function () {
    var body = new URLSearchParams();
    body.append("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
    fetch(ask.dataset.asks, {
      method: "POST", body: body, credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json" }
    }).then(function (answer) {
      if (answer.status !== 200) { throw new Error(String(answer.status)); }
      return answer.json();
    }).then(function (told) { say(told.message); }, function () { say(form.dataset.notAsked); });
  });
})();

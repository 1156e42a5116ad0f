/* Says five minutes before that the session ends, and keeps it open by one press (WCAG 2.2.1). Whatever the page asks
   of the server keeps it open too; the twelve hours of a session are its limit, which nothing moves. */
(function () {
  "use strict";
  var box = document.getElementById("session-ends");
  if (!box || !("fetch" in window)) { return; }
  var MINUTE = 60000, LOOK = 15000;
  // The server writes the last use down no more often than once a minute.
  var idle = (Number(box.dataset.minutes) - 1) * MINUTE;
  var warned = Math.min(5 * MINUTE, idle / 2);
  var limit = Number(box.dataset.ends) * 1000 || Infinity;
  var words = box.querySelector("p"), button = box.querySelector("button");
  var used = Date.now(), shown = "";
  // Other windows of the desk use the same session.
  var others = "BroadcastChannel" in window ? new BroadcastChannel("session") : null;

  function renew() {
    used = Date.now();
    if (others) { others.postMessage("used"); }
    look();
  }
  if (others) { others.onmessage = function () { used = Date.now(); look(); }; renew(); }
  if ("PerformanceObserver" in window) {
    new PerformanceObserver(function (list) {
      var asked = list.getEntries().some(function (entry) {
        return /^(fetch|xmlhttprequest|beacon)$/.test(entry.initiatorType) && entry.name.indexOf(location.origin) === 0;
      });
      if (asked) { renew(); }
    }).observe({ entryTypes: ["resource"] });
  }

  function look() {
    var now = Date.now(), isLimit = limit < used + idle;
    var end = isLimit ? limit : used + idle;
    if (now >= end || end - now > warned) {
      box.hidden = true;
      words.textContent = shown = "";
      return;
    }
    var time = new Date(end).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    var sentence = (isLimit ? box.dataset.limit : box.dataset.idle).replace("{time}", time);
    box.hidden = false;
    button.hidden = isLimit;
    if (sentence !== shown) { words.textContent = shown = sentence; } // read aloud once
  }

  button.addEventListener("click", function () {
    fetch(box.dataset.renew, { credentials: "same-origin", redirect: "manual" }).then(function (answer) {
      if (answer.status !== 200) { throw new Error(String(answer.status)); }
      renew();
      var main = document.getElementById("content-start");
      if (document.activeElement === document.body && main) { main.focus(); }
    }).catch(function () { words.textContent = shown = box.dataset.failed; });
  });
  window.setInterval(look, LOOK);
})();

/* Says once that this page was opened by somebody: the address of the count holds the release, nothing else.
   A page that the browser fetched or drew ahead is counted when it is shown, or never. */
(function () {
  "use strict";
  var article = document.querySelector("article[data-release]");
  var counted = false;

  function count() {
    if (counted || document.prerendering || document.visibilityState === "hidden") return;
    counted = true;
    var address = "/read/" + article.getAttribute("data-release");
    if (navigator.sendBeacon && navigator.sendBeacon(address)) return;
    fetch(address, { method: "POST", keepalive: true, credentials: "same-origin" }).catch(function () {});
  }

  if (!article) return;
  document.addEventListener("prerenderingchange", count);
  document.addEventListener("visibilitychange", count);
  count();
})();

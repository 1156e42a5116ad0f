/* The preview beside the text, made anew whenever what is typed was kept. Without this it opens in a tab. */
(function () {
  "use strict";
  var form = document.getElementById("edition_form");
  var pane = document.getElementById("preview-beside");
  var open = document.getElementById("preview-open");
  if (!form || !pane || !open) { return; }
  var frame = pane.querySelector("iframe");
  var width = document.getElementById("preview-width");
  var colours = document.getElementById("preview-colours");
  // Where it was scrolled to; at first to the text, below what all pages have.
  var scrolled = -1, waits = false;

  // A press on "Preview" sends the form, and saves nothing: who counts that as sent is not told.
  var pressed = null;
  document.addEventListener("click", function (event) { pressed = event.target.closest && event.target.closest("button"); }, true);
  document.addEventListener("submit", function (event) {
    if (event.target === form && pressed && pressed.hasAttribute("formtarget")) { event.stopImmediatePropagation(); }
  }, true);

  function show() {
    var shown = frame.contentWindow;
    if (frame.hasAttribute("data-shown")) { scrolled = shown.scrollY; }
    var asked = "?window=" + encodeURIComponent(form.elements.namedItem("window").value);
    asked += "&edition=" + encodeURIComponent(form.elements.namedItem("edition").value);
    asked += "&preview-colours=" + encodeURIComponent(colours.value);
    // Not one more step back in the browser's history.
    shown.location.replace(pane.dataset.shownAt + asked);
  }

  function fit() {
    pane.toggleAttribute("data-whole", width.value === "whole");
    if (width.value === "whole") { frame.removeAttribute("width"); } else { frame.setAttribute("width", width.value); }
  }

  function toggle() {
    pane.hidden = !pane.hidden;
    open.setAttribute("aria-expanded", String(!pane.hidden));
    pane.parentNode.toggleAttribute("data-previewed", !pane.hidden);
    if (pane.hidden) { open.focus(); return; }
    fit();
    waits = true;
    form.dispatchEvent(new CustomEvent("keep"));
    pane.querySelector("h2").focus();
  }

  frame.addEventListener("load", function () {
    var main = frame.contentDocument.querySelector("main");
    if (!main) { return; }
    frame.contentWindow.scrollTo(0, scrolled < 0 ? main.offsetTop : scrolled);
    frame.setAttribute("data-shown", "");
  });
  form.addEventListener("kept", function () {
    if (pane.hidden) { return; }
    waits = false;
    show();
  });
  width.addEventListener("change", fit);
  colours.addEventListener("change", function () { if (!waits) { show(); } });
  pane.querySelector("button").addEventListener("click", toggle);
  open.addEventListener("click", toggle);
  open.hidden = false;
})();

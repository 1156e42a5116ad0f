/* The text in another language goes along with the one that is written: its paragraph of the same number stands at
   the same height, and is marked. */
(function () {
  "use strict";
  var sources = Array.prototype.slice.call(document.querySelectorAll(".source-text"));
  if (!sources.length || !window.CKEDITOR) { return; }

  function blocks(editable) {
    return Array.prototype.filter.call(editable.children, function (child) { return child.textContent.trim(); });
  }

  function numberOfCaret(editor) {
    var chosen = editor.getSelection();
    var at = chosen && chosen.getStartElement();
    while (at && at.getParent() && at.getParent().$ !== editor.editable().$) { at = at.getParent(); }
    return at ? blocks(editor.editable().$).indexOf(at.$) : -1;
  }

  /* The first paragraph that is seen of what scrolls. */
  function numberOfTop(editable) {
    var top = editable.getBoundingClientRect().top;
    var all = blocks(editable);
    for (var number = 0; number < all.length; number += 1) {
      if (all[number].getBoundingClientRect().bottom > Math.max(top, 0) + 1) { return number; }
    }
    return -1;
  }

  function show(number, isWritten) {
    if (number < 0) { return; }
    sources.forEach(function (source) {
      var all = source.querySelectorAll(".source-block");
      var block = all[Math.min(number, all.length - 1)];
      if (!block || !source.offsetParent) { return; }
      if (isWritten) {
        all.forEach(function (each) { each.classList.toggle("current", each === block); });
      }
      source.scrollTop = number ? block.offsetTop - source.offsetTop : 0;
    });
  }

  window.CKEDITOR.on("instanceReady", function (ready) {
    var editor = ready.editor, shown = -1;
    function follow() {
      var number = numberOfCaret(editor);
      if (number !== shown) { shown = number; show(number, true); }
    }
    editor.on("selectionChange", follow);
    editor.on("change", follow);
    editor.editable().$.addEventListener("scroll", function () { show(numberOfTop(editor.editable().$), false); }, { passive: true });
  });
})();

/* What is still to be filled in ([[…]], accessibility/content/blanks.py) is selected as a whole as soon as the caret
   comes into it, or a click beside it, so that what is typed takes its place. */
(function () {
  "use strict";
  var BLANK = /\[\[[^[\]]{0,200}\]\]/g;
  /* Behind a blank that is all of a link: Chromium puts what is typed at the end of a link behind it. */
  var KEEPER = "\u200b", KEPT = /\u200b<\/a>/g;

  /* From where to where the blank goes that a place in the text is in, or that it is `beside`; else null. */
  function find(text, place, beside) {
    var found;
    BLANK.lastIndex = 0;
    while ((found = BLANK.exec(text))) {
      if (found.index - beside < place && place < BLANK.lastIndex + beside) {
        return { start: found.index, end: BLANK.lastIndex };
      }
    }
    return null;
  }

  function select(editor, beside) {
    var selection = document.getSelection(), editable = editor.editable();
    var node = selection.anchorNode, offset = selection.anchorOffset;
    if (node && node.nodeName === "A") { node = node.firstChild; offset = 0; }
    if (!node || node.nodeType !== Node.TEXT_NODE || !editable || !editable.$.contains(node)) { return; }
    // One that is selected already, by a button that shows it or by hand, is to stay in its link as well.
    var blank = find(node.data, offset, selection.isCollapsed ? beside : 1);
    if (!blank) { return; }
    var isLink = node.parentNode.nodeName === "A" && blank.end - blank.start === node.data.length && !node.nextSibling;
    if (isLink) { node.appendData(KEEPER); }
    if (selection.isCollapsed || isLink) { selection.setBaseAndExtent(node, blank.start, node, blank.end); }
  }

  CKEDITOR.on("instanceReady", function (ready) {
    var editor = ready.editor;
    // By keys the caret passes through: it is never caught at an end.
    document.addEventListener("selectionchange", function () { select(editor, 0); });
    editor.editable().$.addEventListener("click", function () { select(editor, 1); });
    editor.on("getData", function (event) { event.data.dataValue = event.data.dataValue.replace(KEPT, "</a>"); });
  });
})();

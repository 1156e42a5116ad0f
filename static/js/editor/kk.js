/* The editor's interface in Kazakh, which it does not bring: what is not said here stays as in English.
   Loaded after lang/en.js. */
(function () {
  "use strict";

  function over(base, own) {
    var whole = Object.assign({}, base);
    Object.keys(own).forEach(function (key) {
      var value = own[key];
      whole[key] = value && typeof value === "object" && base[key] ? over(base[key], value) : value;
    });
    return whole;
  }

  CKEDITOR.lang.languages.kk = 1;
  CKEDITOR.lang.kk = over(CKEDITOR.lang.en, {
    application: "Мәтін редакторы",
    editor: "Мәтін редакторы",
    editorPanel: "Мәтін редакторының панелі",
    common: {
      editorHelp: "Анықтама үшін ALT 0 басыңыз",
      url: "Мекенжай",
      protocol: "Хаттама",
      notSet: "<таңдалмаған>",
      name: "Атауы",
      langDir: "Жазу бағыты",
      langDirLtr: "Солдан оңға",
      langDirRtl: "Оңнан солға",
      langDirLTR: "Солдан оңға",
      langDirRTL: "Оңнан солға",
      langCode: "Тіл коды",
      advisoryTitle: "Қалқымалы сөз",
      ok: "Жарайды",
      cancel: "Бас тарту",
      close: "Жабу",
      preview: "Алдын ала көру",
      resize: "Өлшемін өзгерту",
      generalTab: "Негізгі",
      advancedTab: "Қосымша",
      validateNumberFailed: "Бұл мән сан емес.",
      confirmCancel: "Кейбір мәндер өзгертілді. Терезені жабу керек пе?",
      options: "Мәндер",
      target: "Нысана",
      width: "Ені",
      height: "Биіктігі",
      left: "Сол жақ",
      right: "Оң жақ",
      center: "Ортасы",
      alignLeft: "Сол жақпен туралау",
      alignRight: "Оң жақпен туралау",
      alignCenter: "Ортасымен туралау",
      alignTop: "Жоғарғы жақ",
      alignMiddle: "Ортасы",
      alignBottom: "Төменгі жақ",
      alignNone: "Жоқ",
      invalidValue: "Мән қате.",
      unavailable: "%1<span class=\"cke_accessibility\">, қолжетімсіз</span>",
      keyboardShortcut: "Пернелер тіркесімі",
      optionDefault: "Әдепкі"
    },
    basicstyles: { bold: "Жуан", italic: "Көлбеу", strike: "Сызылған", subscript: "Жол асты", superscript: "Жол үсті", underline: "Асты сызылған" },
    blockquote: { toolbar: "Дәйексөз" },
    notification: { closed: "Хабарлама жабылды." },
    toolbar: {
      toolbarCollapse: "Құралдар тақтасын жию",
      toolbarExpand: "Құралдар тақтасын жаю",
      toolbars: "Редактордың құралдар тақталары",
      toolbarGroups: {
        document: "Құжат", clipboard: "Алмасу буфері/Болдырмау", editing: "Өңдеу", forms: "Пішіндер",
        basicstyles: "Негізгі стильдер", paragraph: "Абзац", links: "Сілтемелер", insert: "Кірістіру",
        styles: "Стильдер", colors: "Түстер", tools: "Құралдар"
      }
    },
    clipboard: {
      copy: "Көшіру",
      copyError: "Браузердің қауіпсіздік баптаулары көшіруге рұқсат бермейді. Ctrl/Cmd+C пернелерін пайдаланыңыз.",
      cut: "Қиып алу",
      cutError: "Браузердің қауіпсіздік баптаулары қиып алуға рұқсат бермейді. Ctrl/Cmd+X пернелерін пайдаланыңыз.",
      paste: "Қою",
      pasteNotification: "Қою үшін %1 басыңыз. Браузер бұл батырмамен қоюды қолдамайды.",
      pasteArea: "Қою аумағы",
      pasteMsg: "Мәтінді төмендегі аумаққа қойып, «Жарайды» батырмасын басыңыз.",
      fileFormatNotSupportedNotification: "Мына пішімдегі файлдар қабылданбайды: ${formats}.",
      fileWithoutFormatNotSupportedNotification: "Файлдың бұл пішімі қабылданбайды."
    },
    contextmenu: { options: "Мәтінмәндік мәзір" },
    find: {
      find: "Табу", findOptions: "Іздеу мәндері", findWhat: "Не іздеу керек:", matchCase: "Бас әріпті ескеру",
      matchCyclic: "Басынан қайта іздеу", matchWord: "Тек бүтін сөз", notFoundMsg: "Көрсетілген мәтін табылмады.",
      replace: "Алмастыру", replaceAll: "Бәрін алмастыру", replaceSuccessMsg: "Алмастырылғаны: %1.",
      replaceWith: "Немен алмастыру керек:", title: "Табу және алмастыру"
    },
    fakeobjects: { anchor: "Бетбелгі", hiddenfield: "Жасырын өріс", unknown: "Белгісіз нысан" },
    format: {
      label: "Пішім", panelTitle: "Абзац пішімі", tag_p: "Абзац", tag_h2: "2-деңгейлі тақырыпша",
      tag_h3: "3-деңгейлі тақырыпша", tag_h4: "4-деңгейлі тақырыпша"
    },
    indent: { indent: "Шегіністі арттыру", outdent: "Шегіністі азайту" },
    language: { button: "Бөліктің тілі", remove: "Тіл белгісін алып тастау" },
    link: {
      anchor: {
        toolbar: "Бетбелгі", menu: "Бетбелгіні өзгерту", title: "Бетбелгі", name: "Бетбелгі атауы",
        errorName: "Бетбелгі атауын жазыңыз", errorWhitespace: "Бетбелгі атауында бос орын болмайды",
        remove: "Бетбелгіні жою"
      },
      anchorId: "Нөмірі бойынша", anchorName: "Атауы бойынша", displayText: "Көрінетін мәтін",
      emailAddress: "Электрондық пошта", emailBody: "Хат мәтіні", emailSubject: "Хат тақырыбы",
      info: "Сілтеме", menu: "Сілтемені өзгерту", noAnchors: "(Құжатта бетбелгі жоқ)",
      noEmail: "Электрондық пошта мекенжайын жазыңыз", noUrl: "Сілтеменің мекенжайын жазыңыз",
      noTel: "Телефон нөмірін жазыңыз", other: "<басқа>", phoneNumber: "Телефон нөмірі",
      selectAnchor: "Бетбелгіні таңдаңыз", title: "Сілтеме", toAnchor: "Мәтін ішіндегі бетбелгіге",
      toEmail: "Электрондық пошта", toUrl: "Мекенжай", toPhone: "Телефон", toolbar: "Сілтеме",
      type: "Сілтеме түрі", unlink: "Сілтемені алып тастау"
    },
    list: { bulletedlist: "Таңбаланған тізім", numberedlist: "Нөмірленген тізім" },
    magicline: { title: "Осы жерге абзац қосу" },
    pastetext: { button: "Пішімсіз қою", title: "Пішімсіз қою" },
    pastefromword: {
      confirmCleanup: "Қойылатын мәтін Word бағдарламасынан көшірілген сияқты. Алдымен тазарту керек пе?",
      error: "Ішкі қатеге байланысты мәтін тазартылмады", title: "Word мәтінін қою", toolbar: "Word мәтінін қою"
    },
    removeformat: { toolbar: "Пішімді алып тастау" },
    selectall: { toolbar: "Бәрін таңдау" },
    sourcearea: { toolbar: "HTML" },
    table: {
      border: "Жиек қалыңдығы", caption: "Кестенің атауы", columns: "Бағандар", rows: "Жолдар",
      deleteTable: "Кестені жою", headers: "Тақырып ұяшықтары", headersBoth: "Екеуі де",
      headersColumn: "Бірінші баған", headersNone: "Жоқ", headersRow: "Бірінші жол",
      menu: "Кесте қасиеттері", summary: "Қысқаша мазмұны", title: "Кесте", toolbar: "Кесте",
      invalidCols: "Бағандар саны 0-ден артық болуы керек.", invalidRows: "Жолдар саны 0-ден артық болуы керек.",
      cell: {
        menu: "Ұяшық", insertBefore: "Алдына ұяшық қосу", insertAfter: "Артына ұяшық қосу",
        deleteCell: "Ұяшықтарды жою", merge: "Ұяшықтарды біріктіру", mergeRight: "Оң жақтағымен біріктіру",
        mergeDown: "Төмендегімен біріктіру", splitHorizontal: "Көлденеңінен бөлу", splitVertical: "Тігінен бөлу",
        title: "Ұяшық қасиеттері", cellType: "Ұяшық түрі", rowSpan: "Жолдарды қамту", colSpan: "Бағандарды қамту",
        data: "Дерек", header: "Тақырып", columnHeader: "Баған тақырыбы", rowHeader: "Жол тақырыбы",
        yes: "Иә", no: "Жоқ"
      },
      column: {
        menu: "Баған", insertBefore: "Алдына баған қосу", insertAfter: "Артына баған қосу",
        deleteColumn: "Бағандарды жою"
      },
      row: { menu: "Жол", insertBefore: "Үстіне жол қосу", insertAfter: "Астына жол қосу", deleteRow: "Жолдарды жою" }
    },
    undo: { redo: "Қайталау", undo: "Болдырмау" },
    widget: { move: "Жылжыту үшін басып сүйреңіз", label: "%1 виджеті" }
  });

  CKEDITOR.plugins.setLang("a11yhelp", "kk", {
    title: "Пернетақтамен жұмыс істеу",
    contents: "Анықтама. Терезені жабу үшін ESC басыңыз.",
    legend: [{
      name: "Жалпы",
      items: [
        { name: "Құралдар тақтасы", legend: "Құралдар тақтасына өту үшін ${toolbarFocus} басыңыз. Топтар арасында TAB және SHIFT+TAB, батырмалар арасында ОҢ және СОЛ жақ көрсеткіштерімен жүріңіз. Батырманы басу үшін БОС ОРЫН немесе ENTER басыңыз. Одан кейін меңзер мәтінге қайтады." },
        { name: "Терезелер", legend: "Терезеде келесі өріске TAB, алдыңғысына SHIFT+TAB арқылы өтіңіз. ENTER растайды, ESC бас тартады. Бөлімдері бар терезеде бөлімдер тізіміне ALT+F10 арқылы өтіп, көрсеткіштермен таңдаңыз." },
        { name: "Мәтінмәндік мәзір", legend: "Мәзірді ашу үшін ${contextMenu} басыңыз. Тармақтар арасында ЖОҒАРЫ және ТӨМЕН көрсеткіштерімен жүріңіз. ENTER таңдайды, ESC жабады." },
        { name: "Тізімдер", legend: "Тізімде ЖОҒАРЫ және ТӨМЕН көрсеткіштерімен жүріңіз. ENTER таңдайды, ESC жабады." }
      ]
    }, {
      name: "Пәрмендер",
      items: [
        { name: "Болдырмау", legend: "${undo}" },
        { name: "Қайталау", legend: "${redo}" },
        { name: "Жуан", legend: "${bold}" },
        { name: "Көлбеу", legend: "${italic}" },
        { name: "Сілтеме", legend: "${link}" },
        { name: "Құрылым", legend: "${structure}" },
        { name: "Анықтама", legend: "${a11yHelp}" },
        { name: "Пішімсіз қою", legend: "${pastetext}" }
      ]
    }],
    tab: "Tab", pause: "Pause", capslock: "Caps Lock", escape: "Escape", pageUp: "Page Up", pageDown: "Page Down",
    leftArrow: "Сол жақ көрсеткіш", upArrow: "Жоғары көрсеткіш", rightArrow: "Оң жақ көрсеткіш",
    downArrow: "Төмен көрсеткіш", insert: "Insert",
    // Else the help takes a letter of the key's number for its name: Alt+y for Alt+F10.
    f1: "F1", f2: "F2", f3: "F3", f4: "F4", f5: "F5", f6: "F6",
    f7: "F7", f8: "F8", f9: "F9", f10: "F10", f11: "F11", f12: "F12"
  });

  // The plugin would ask for a file of its own; the help is here already.
  CKEDITOR.on("instanceReady", function (ready) {
    var help = ready.editor.getCommand("a11yHelp");
    if (!help || ready.editor.langCode !== "kk") { return; }
    ready.editor.lang.a11yhelp = Object.assign(
      {}, CKEDITOR.plugins.get("a11yhelp").langEntries.kk
    );
    help.exec = function () { return ready.editor.openDialog("a11yHelp"); };
  });
})();

// Sets the theme before the first paint, so that the window never flashes in the other one.
(function () {
  var choice = null;
  try {
    choice = localStorage.getItem("theme");
  } catch (refused) {
    choice = null;
  }
  var day = choice === "day" || (choice !== "dusk" && matchMedia("(prefers-color-scheme: light)").matches);
  document.documentElement.dataset.theme = day ? "day" : "dusk";
})();

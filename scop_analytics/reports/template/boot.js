"use strict";
(function () {
  var root = document.documentElement;
  var wide = window.matchMedia("(min-width: 720px)");
  var options = { staticPlot: true, displayModeBar: false, responsive: false, locale: "en" };
  root.classList.add("js");
  function draw(box) {
    if (box.dataset.drawn || typeof Plotly === "undefined") return;
    var plot = JSON.parse(document.getElementById(box.dataset.chart).textContent)[box.dataset.layout];
    if (box.dataset.layout === "phone" && box.clientWidth) plot.layout.width = Math.max(280, Math.min(box.clientWidth, 560));
    box.dataset.drawn = "yes";
    Plotly.newPlot(box, plot.data, plot.layout, options);
  }
  function drawAll(layout) {
    document.querySelectorAll('.chart[data-layout="' + layout + '"]').forEach(draw);
  }
  function fold(open) {
    document.querySelectorAll("details.folded").forEach(function (part) { part.open = open; });
  }
  function show() { drawAll(wide.matches ? "wide" : "phone"); }
  fold(false);
  show();
  wide.addEventListener("change", show);
  window.addEventListener("beforeprint", function () { root.classList.add("printing"); drawAll("wide"); fold(true); });
  window.addEventListener("afterprint", function () { root.classList.remove("printing"); fold(false); });
  root.dataset.charts = String(document.querySelectorAll(".chart[data-drawn]").length);
})();

(function draw(tries) {
  var root = document.getElementById("ROOT");
  if (!root || typeof Plotly === "undefined") { if (tries) setTimeout(function () { draw(tries - 1); }, 100); return; }
  root.querySelectorAll('.chart[data-layout="wide"]').forEach(function (box) {
    var plot = JSON.parse(root.querySelector("#" + box.dataset.chart).textContent).wide;
    Plotly.newPlot(box, plot.data, plot.layout, { staticPlot: true, displayModeBar: false });
  });
})(20);

async function tileSource(slide) {
  const { widthPx, heightPx, template, levels } = await (await fetch(`/v1/slides/${slide}/tiles`)).json();
  levels.reverse(); // OpenSeadragon counts from the coarsest.
  return {
    width: widthPx,
    height: heightPx,
    maxLevel: levels.length - 1,
    getLevelScale: (at) => levels[at].widthPx / widthPx,
    getNumTiles: (at) => new OpenSeadragon.Point(levels[at].columns, levels[at].rows),
    getTileWidth: (at) => levels[at].tileWidthPx,
    getTileHeight: (at) => levels[at].tileHeightPx,
    getTileUrl: (at, column, row) =>
      template.replace("{level}", levels[at].level).replace("{column}", column).replace("{row}", row),
  };
}

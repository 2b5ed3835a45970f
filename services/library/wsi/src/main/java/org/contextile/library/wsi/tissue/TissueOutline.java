// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tissue;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgproc.CHAIN_APPROX_SIMPLE;
import static org.bytedeco.opencv.global.opencv_imgproc.RETR_CCOMP;
import static org.bytedeco.opencv.global.opencv_imgproc.findContours;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.UUID;
import org.bytedeco.javacpp.indexer.IntIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.GeometryFixer;
import org.locationtech.jts.geom.util.PolygonExtracter;
import org.locationtech.jts.io.geojson.GeoJsonWriter;

/** Outlines of a mask as polygons with holes. */
final class TissueOutline {
  private static final GeometryFactory GEOMETRY = new GeometryFactory();

  /** Red, green and blue, that stand out of both stains. */
  private static final String COLOUR = "[0,160,80]";

  // Columns of OpenCV's contour hierarchy.
  private static final int NEXT = 0;
  private static final int FIRST_CHILD = 2;
  private static final int PARENT = 3;

  private TissueOutline() {}

  static Geometry of(int width, int height, byte[] mask, double level0PerPx) {
    try (var image = new Mat(height, width, CV_8UC1);
        var contours = new MatVector();
        var hierarchy = new Mat()) {
      image.data().put(mask);
      findContours(image, contours, hierarchy, RETR_CCOMP, CHAIN_APPROX_SIMPLE);
      var polygons = new ArrayList<Polygon>();
      if (contours.size() > 0) {
        try (IntIndexer links = hierarchy.createIndexer()) {
          for (int i = 0; i < contours.size(); i++) {
            if (links.get(0, i, PARENT) < 0) {
              polygon(contours, links, i, level0PerPx).ifPresent(polygons::add);
            }
          }
        }
      }
      // A piece that touches itself at a corner gives an invalid ring; fixing splits it.
      return GeometryFixer.fix(GEOMETRY.createMultiPolygon(polygons.toArray(new Polygon[0])));
    }
  }

  /**
   * A feature collection, one feature per piece, to a tenth of a pixel, with what QuPath reads of
   * an annotation. Equal pieces have equal ids.
   */
  static String geoJson(Geometry outline) {
    var writer = new GeoJsonWriter(1);
    writer.setEncodeCRS(false);
    var features = new StringJoiner(",", "{\"type\":\"FeatureCollection\",\"features\":[", "]}");
    @SuppressWarnings("unchecked") // JTS predates generics
    List<Polygon> pieces = PolygonExtracter.getPolygons(outline);
    for (var piece : pieces) {
      String geometry = writer.write(piece);
      var id = UUID.nameUUIDFromBytes(geometry.getBytes(StandardCharsets.UTF_8));
      features.add(
          ("{\"type\":\"Feature\",\"id\":\"%s\",\"properties\":{\"objectType\":\"annotation\","
                  + "\"classification\":{\"name\":\"Tissue\",\"color\":%s}},\"geometry\":%s}")
              .formatted(id, COLOUR, geometry));
    }
    return features.toString();
  }

  private static Optional<Polygon> polygon(
      MatVector contours, IntIndexer links, int outer, double scale) {
    var shell = ring(contours.get(outer), scale);
    if (shell.isEmpty()) {
      return Optional.empty();
    }
    var holes = new ArrayList<LinearRing>();
    for (int i = links.get(0, outer, FIRST_CHILD); i >= 0; i = links.get(0, i, NEXT)) {
      ring(contours.get(i), scale).ifPresent(holes::add);
    }
    return Optional.of(GEOMETRY.createPolygon(shell.get(), holes.toArray(new LinearRing[0])));
  }

  private static Optional<LinearRing> ring(Mat contour, double scale) {
    int count = contour.rows();
    if (count < 3) {
      return Optional.empty();
    }
    var points = new Coordinate[count + 1];
    try (IntIndexer at = contour.createIndexer()) {
      for (int i = 0; i < count; i++) {
        // A contour runs through the centres of the border pixels.
        points[i] =
            new Coordinate((at.get(i, 0, 0) + 0.5) * scale, (at.get(i, 0, 1) + 0.5) * scale);
      }
    }
    points[count] = points[0];
    return Optional.of(GEOMETRY.createLinearRing(points));
  }
}

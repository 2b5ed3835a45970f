// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.contextile.db.slide.ShownSlide;
import org.contextile.ingest.slide.MadeTiles.Viewer;
import org.contextile.web.http.ClientConnection;
import org.contextile.web.security.Workspace;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.filter.ServerHttpObservationFilter;

/**
 * Answers requests for tiles as {@link SlidesController} would, which would take several times as
 * long to be reached as a stored tile takes to be sent. It comes after the filters that know the
 * caller; a request that is out of the ordinary goes on to the controller.
 */
final class TileAnswers extends OncePerRequestFilter {
  private static final Pattern PATH =
      Pattern.compile(
          "/v1/slides/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(tiles|deepzoom_files)"
              + "/([0-9]{1,9})/([0-9]{1,9})_([0-9]{1,9})\\.jpeg");
  private static final String TILES = "tiles";

  private final ShownSlides shown;
  private final DeepZoomTiles pyramids;
  private final NativeSlideTiles tiles;
  private final Workspace workspace;

  TileAnswers(
      ShownSlides shown, DeepZoomTiles pyramids, NativeSlideTiles tiles, Workspace workspace) {
    this.shown = shown;
    this.pyramids = pyramids;
    this.tiles = tiles;
    this.workspace = workspace;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Matcher path = PATH.matcher(request.getRequestURI());
    if (path.matches() && isPlain(request)) {
      answer(path, request, response);
    } else {
      chain.doFilter(request, response);
    }
  }

  private static boolean isPlain(HttpServletRequest request) {
    return request.getMethod().equals("GET")
        && request.getQueryString() == null
        && request.getHeader(HttpHeaders.RANGE) == null
        && request.getContentLengthLong() <= 0
        && request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null;
  }

  private void answer(Matcher path, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean ofFile = path.group(2).equals(TILES);
    observe(request, path.group(2));
    int level = Integer.parseInt(path.group(3));
    int column = Integer.parseInt(path.group(4));
    int row = Integer.parseInt(path.group(5));
    ShownSlide slide = shown.find(UUID.fromString(path.group(1)), workspace.current());
    String tag =
        ofFile
            ? TileTags.ofFile(slide, level, column, row)
            : TileTags.deepZoom(slide, level, column, row);
    if (new ServletWebRequest(request, response).checkNotModified(tag)) {
      response.setHeader(HttpHeaders.CACHE_CONTROL, TileTags.LASTING.getHeaderValue());
      return;
    }
    Viewer viewer =
        ClientConnection.of(request).<Viewer>map(it -> it::isClosed).orElse(Viewer.STAYS);
    byte[] jpeg =
        ofFile
            ? tiles.tile(slide, level, column, row, viewer)
            : pyramids.tile(slide, level, column, row, viewer);
    response.setHeader(HttpHeaders.CACHE_CONTROL, TileTags.LASTING.getHeaderValue());
    response.setContentType(MediaType.IMAGE_JPEG_VALUE);
    response.setContentLength(jpeg.length);
    response.getOutputStream().write(jpeg);
  }

  /** Measured under the operation's path, as everything else. */
  private static void observe(HttpServletRequest request, String grid) {
    ServerHttpObservationFilter.findObservationContext(request)
        .ifPresent(
            it ->
                it.setPathPattern("/v1/slides/{slideId}/" + grid + "/{level}/{column}_{row}.jpeg"));
  }
}
